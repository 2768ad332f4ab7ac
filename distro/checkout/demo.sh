# ./weir demo: a gateway and a cloud on this machine, until Ctrl-C. Sourced by ./weir.
# shellcheck shell=bash disable=SC2154,SC2034

serial=DEMO-1
cloud=$demo_folder/cloud
gateway=$demo_folder/gateway
logs=$demo_folder/log
run=$demo_folder/run

demo() {
  local allowed=yes offline="" reset=no port=8080
  while [ $# -gt 0 ]; do
    case $1 in
      --reset) reset=yes ;;
      --no-install) allowed=no ;;
      --offline) offline=offline allowed=no ;;
      --port)
        if ! [[ "${2:-}" =~ ^[0-9]{1,5}$ ]] || [ "$2" -lt 1 ] || [ "$2" -gt 65535 ]; then
          fail "--port needs a number from 1 to 65535"
        fi
        port=$2
        shift
        ;;
      --port=*)
        set -- x --port "${1#--port=}" "${@:2}"
        ;;
      *) fail "demo does not know \"$1\": ./weir help" ;;
    esac
    shift
  done

  local missing=()
  have nats-server || missing+=(nats-server)
  have mosquitto || missing+=(mosquitto)
  tools_for_building "$allowed" "${missing[@]}"
  have nats-server || fail "nats-server is not on the PATH"
  have mosquitto || fail "mosquitto is not on the PATH"
  build "$offline"

  mkdir -p "$demo_folder"
  chmod 700 "$demo_folder"
  exec 9>"$state/demo.lock"
  flock -n 9 || fail "a demo of this checkout already runs; end it with Ctrl-C where it was started"
  begin=$EPOCHREALTIME
  end_leftovers
  if [ "$reset" = yes ]; then
    rm -rf "$demo_folder"
    mkdir -m 700 "$demo_folder"
  fi
  mkdir -p "$logs" "$run"
  trap 'trap "" INT TERM; echo; stop_all; exit 130' INT TERM
  trap stop_all EXIT
  run_demo "$port"
}

# --- processes ---

declare -A pids=()
order=()

# Starts a process of its own session, so that Ctrl-C reaches this script alone. $1: its name, then the command.
start() {
  local name=$1
  shift
  [ ! -f "$logs/$name.log" ] || mv "$logs/$name.log" "$logs/$name.log.1"
  setsid "$@" </dev/null >"$logs/$name.log" 2>&1 9>&- &
  pids[$name]=$!
  order=("$name" "${order[@]}")
  echo "$!" >"$run/$name.pid"
}

alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

# Asks a process to end, and kills it when it does not within five seconds.
stop() {
  local pid=$1 i
  kill -CONT "$pid" 2>/dev/null || true
  kill -TERM "$pid" 2>/dev/null || return 0
  for ((i = 0; i < 50; i++)); do
    alive "$pid" || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

stop_all() {
  trap - EXIT
  local name
  for name in "${order[@]}"; do
    stop "${pids[$name]}"
    rm -f "$run/$name.pid"
  done
  end_broker_of_gateway
  [ ${#order[@]} -eq 0 ] || say "Stopped: ${order[*]}. What was stored stays in .weir/demo; ./weir demo --reset starts over."
  order=()
}

# What a demo that was killed left running: only a process with our pid and this folder in its command line or environment.
end_leftovers() {
  local file pid
  for file in "$run"/*.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    if [[ "$pid" =~ ^[0-9]+$ ]] && is_ours "$pid"; then
      say "Ending $(basename "$file" .pid) of an earlier demo (process $pid)"
      stop "$pid"
    fi
    rm -f "$file"
  done
  end_broker_of_gateway
}

is_ours() {
  proc_text "$1" cmdline | grep -qF "$root/" || proc_text "$1" environ | grep -qF "WEIR_DATA=$gateway/"
}

# What the kernel knows of a process: its command line or its environment. Nothing if it is gone.
proc_text() {
  tr "\\0" "\\n" 2>/dev/null <"/proc/$1/$2" || true
}

# The agent ends its broker; one that was killed could not.
end_broker_of_gateway() {
  local file=$gateway/data/broker/broker.pid pid
  [ -f "$file" ] || return 0
  pid=$(cat "$file")
  if [[ "$pid" =~ ^[0-9]+$ ]] && proc_text "$pid" cmdline | grep -qF -- "--pid=$file"; then
    stop "$pid"
  fi
}

# --- the demo ---

run_demo() {
  local http mqtt nats
  http=$(next_free_port "$1")
  mqtt=$(next_free_port 8883 "$http")
  nats=$(next_free_port 4222 "$http" "$mqtt")

  # C1 alone: starts faster, and a demo has no load that the second compiler would pay for
  export WEIR_FLEET_JAVA_OPTS="-XX:TieredStopAtLevel=1 ${WEIR_FLEET_JAVA_OPTS:-}"
  make_identities "$mqtt"
  start mosquitto mosquitto -c "$cloud/mosquitto.conf"
  start fleet "$distribution/bin/weir-fleet" serve --dir "$cloud" --http-port "$http" --mqtt-url "ssl://127.0.0.1:$mqtt"
  local since=${EPOCHREALTIME/,/.}
  WEIR_CONF=$gateway/conf WEIR_DATA=$gateway/data WEIR_PLUGINS=$distribution/plugins WEIR_BROKER_PORT=$nats \
    WEIR_CLOUD_URL=ssl://127.0.0.1:$mqtt start agent "$distribution/bin/weir" run
  wait_for_reading "$http" "$since"
  tell "$http" "$mqtt"
  watch
}

# The certificate authority, the brokers', the fleet's and the gateway's certificates, an API token. Kept for the next run.
make_identities() {
  local mqtt=$1 fleet=$distribution/bin/weir-fleet log=$logs/identities.log
  : >"$log"
  if [ ! -f "$cloud/mosquitto.conf" ] || [ "$(cat "$demo_folder/mqtt.port" 2>/dev/null)" != "$mqtt" ]; then
    say "Making the demo's certificates"
    "$fleet" init --demo --dir "$cloud" --host localhost --mqtt-port "$mqtt" >>"$log" 2>&1 || told "$log" "the certificates"
    echo "$mqtt" >"$demo_folder/mqtt.port"
  fi
  if [ ! -f "$gateway/conf/tls/device.pem" ]; then
    rm -rf "$gateway/conf"
    "$fleet" device add "$serial" --dir "$cloud" --out "$gateway/conf/tls" >>"$log" 2>&1 ||
      told "$log" "the gateway's certificate"
  fi
  if [ ! -s "$demo_folder/token" ]; then
    (umask 077 && "$fleet" token new demo --dir "$cloud" 2>>"$log" | tail -n 1 >"$demo_folder/token") ||
      told "$log" "a token for the fleet's API"
  fi
  # the configuration of the distribution, as it is now, with the gateway's own identity
  cp "$distribution"/conf/*.cfg "$distribution"/conf/broker.conf "$gateway/conf/"
  cp "$gateway/conf/tls/agent.env" "$gateway/conf/agent.env"
  # livelier than a gateway needs to be
  echo "poll.time.ms = 1000" >"$gateway/conf/io.weir.samples.hostmetrics.HostMetricsPlugin.cfg"
  # a plugin counts as well, and the next one is deployed, with the first heartbeat that tells of readings
  echo "heartbeat.ms = 2000" >"$gateway/conf/io.weir.host.cfg"
  echo "poll.time.ms = 2000" >"$gateway/conf/io.weir.samples.temperature.TemperaturePlugin.cfg"
}

told() {
  tail -n 15 "$1" >&2
  fail "could not make $2 (see $1)"
}

# The answer of the fleet's API without any tool: $1 port, $2 path. Prints status line, headers and body.
api() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: localhost:%s\r\nAuthorization: Bearer %s\r\n\r\n' "$2" "$1" "$(cat "$demo_folder/token")" >&3
    cat <&3
  ) 2>/dev/null
}

# Waits until a reading of this machine's CPU, made after $2, can be read from the fleet on port $1.
wait_for_reading() {
  local path="/api/v1/devices/$serial/points?name=cpu:total&from=$2&budget=10" i answer
  say "Waiting for the first reading to come all the way"
  for ((i = 0; i < 600; i++)); do
    check_processes
    answer=$(api "$1" "$path" || true)
    if [[ "$answer" == *'"t":['[0-9]* ]]; then
      return 0
    fi
    sleep 0.1
  done
  say "$answer" | head -n 20 >&2
  tail -n 10 "$logs/agent.log" "$logs/fleet.log" >&2
  fail "no reading arrived within a minute; the logs are in .weir/demo/log"
}

# A part that ended by itself ends the demo, with its last words.
check_processes() {
  local name
  for name in "${order[@]}"; do
    if ! alive "${pids[$name]}"; then
      tail -n 15 "$logs/$name.log" >&2
      fail "$name ended by itself; its log is .weir/demo/log/$name.log"
    fi
  done
}

# Seconds since $1, with one digit after the point.
seconds_since() {
  awk -v a="${1/,/.}" -v b="${EPOCHREALTIME/,/.}" 'BEGIN { printf "%.1f", b - a }'
}

# The fleet says the password that it made once, in its log; it is kept beside the demo's other secrets.
admin_password() {
  local file=$demo_folder/admin.password
  if [ ! -s "$file" ]; then
    (umask 077 && sed -n 's/^user admin, password \([^ ]*\) .*/\1/p' "$logs/fleet.log" | head -n 1 >"$file")
  fi
  cat "$file"
}

tell() {
  local http=$1 mqtt=$2 after nats
  after=$(seconds_since "$begin")
  nats=$(cat "$gateway/data/broker.url")
  cat <<EOF

This machine's own CPU load reached the fleet $after s after the start.

  pages           http://localhost:$http     user admin, password $(admin_password)
  gateway         $serial, its broker at $nats
  cloud's broker  ssl://localhost:$mqtt (client certificates only)
  logs            .weir/demo/log

Three things to try:
  1. Open the pages, choose $serial: load, memory, disk and network of this machine, live.
  2. Send a command to the sample thermometer: on its page, or here
       ./weir send temp_monitor TempUnitCmd '{"unit":"K"}'
  3. Take the cloud's broker away and give it back: the pages show the gateway's lag, then all of it arrives, no gap
       kill -STOP ${pids[mosquitto]}; sleep 60; kill -CONT ${pids[mosquitto]}

Ctrl-C ends everything that was started here, and nothing else.
EOF
}

watch() {
  while true; do
    check_processes
    sleep 1
  done
}
