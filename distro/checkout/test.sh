# ./weir test: everything that can be run, with one closing line. Sourced by ./weir.
# shellcheck shell=bash disable=SC2154,SC2034

test_log=$state/log/test.log
maven_ended=$state/log/maven.ended
browser_log=$state/log/browser.log
browser_status=$state/log/browser.status
passed=0 failed=0 skipped=0

run_tests() {
  local allowed=yes fast=no soak=false begin=$SECONDS
  while [ $# -gt 0 ]; do
    case $1 in
      --fast) fast=yes ;;
      --soak) soak=true ;;
      --no-install) allowed=no ;;
      *) fail "test does not know \"$1\": ./weir help" ;;
    esac
    shift
  done

  test_tools "$allowed" "$fast"
  mkdir -p "$state/log"
  : >"$test_log"
  rm -f "$maven_ended" "$browser_log" "$browser_status"
  # results of an earlier run, or of a test that is gone, must not be counted
  find "$root" -name node_modules -prune -o -type d \( -name surefire-reports -o -name failsafe-reports \) -print0 |
    xargs -0 -r rm -rf

  say "Sources are formatted"
  if [ "$(jdk_major "$JAVA_HOME")" -ge 24 ]; then
    skipped=$((skipped + 1))
    say "  skipped google-java-format does not run on this Java; it does on 17"
  else
    check "google-java-format (mvn spotless:apply formats)" mvn -B -q spotless:check
  fi
  if [ "$fast" = yes ]; then
    say "Unit tests"
    # what is tagged starts servers or grinds: the full run has it; tests as short as these are over before a second compiler helps
    maven_tests -DexcludedGroups=slow '-DargLine=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' -pl '!tests/architecture,!tests/in-container,!tests/system,!tests/bench' test
  else
    foreign_clients
    say "Unit tests, in the container, the architecture, the system; beside it the pages in a browser"
    browser_tests_beside &
    local beside=$!
    maven_tests "-Dweir.soak=$soak" verify
    : >"$maven_ended"
    wait "$beside" || true
    count_browser_tests
  fi
  sum_reports
  tell_results "$((SECONDS - begin))"
}

# --- tools ---

test_tools() {
  local allowed=$1 fast=$2 missing=() wanted
  # program:package
  wanted="nats-server:nats-server mosquitto:mosquitto"
  if [ "$fast" = no ]; then
    wanted="$wanted mosquitto_pub:mosquitto-clients node:nodejs npm:npm chromium:chromium strace:strace faketime:faketime
      ip:iproute2 nft:nftables python3:python3 openssl:openssl curl:curl mkfs.ext4:e2fsprogs ps:procps protoc:protobuf-compiler
      snmpd:snmpd tinyproxy:tinyproxy"
  fi
  local pair
  for pair in $wanted; do
    have "${pair%%:*}" || missing+=("${pair#*:}")
  done
  if [ "$allowed" = no ]; then
    # a JDK and Maven are needed all the same; tests that lack a tool skip themselves and say so
    [ ${#missing[@]} -eq 0 ] || say "Not installed, so some tests are skipped: ${missing[*]}"
    missing=()
  fi
  tools_for_building "$allowed" "${missing[@]}"
}

# The clients of tests/system that are not ours, from npm's lock file.
foreign_clients() {
  local folder=$root/tests/system/foreign
  if [ ! -f "$folder/package-lock.json" ] || ! have npm; then
    return 0
  fi
  if [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ]; then
    say "Fetching the NATS client of another language (npm)"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error </dev/null >>"$test_log" 2>&1) ||
      say "  npm could not fetch it; the tests that need it say so"
  fi
}

# --- running ---

# One check that is not a test class. $1: its name, then the command.
check() {
  local name=$1
  shift
  if (cd "$root" && "$@" </dev/null >>"$test_log" 2>&1); then
    passed=$((passed + 1))
    say "  ok      $name"
  else
    failed=$((failed + 1))
    say "  FAILED  $name"
    grep -E '^\[ERROR\]' "$test_log" | head -n 12 || true
  fi
}

# Runs Maven to the end whatever fails: the reports are summed afterwards. A build that breaks counts as a failure.
maven_tests() {
  # an hour, or a night with the long forms: far more than it takes; a test that hangs must not take the rest's results along
  local status=0 limit=3600
  [[ "$*" != *weir.soak=true* ]] || limit=36000
  (cd "$root" && timeout --foreground "$limit" mvn -B -T 2 -fae -Dmaven.test.failure.ignore=true "$@" </dev/null 2>&1) |
    tee -a "$test_log" | progress || status=$?
  if [ "$status" -ne 0 ]; then
    failed=$((failed + 1))
    say "  FAILED  the build itself (exit $status); .weir/log/test.log has all of it:"
    grep -E '^\[ERROR\]' "$test_log" | grep -v 'Tests run' | head -n 25 || true
  fi
}

# Maven's output, cut down to a line for each module and test class.
progress() {
  sed -un -e 's/^\[INFO\] Building \(.*\) [^ ][^ ]* *\(\[[0-9]*\/[0-9]*\]\)$/\2 \1/p' \
    -e 's/^\[[A-Z]*\] Tests run: \([0-9]*\), Failures: 0, Errors: 0, Skipped: \([0-9]*\), Time elapsed: \([0-9.]* s\).* -- in \(.*\)/  ok      \1 (\2 skipped) \4  \3/p' \
    -e '/ERROR.*<<< \(FAILURE\|ERROR\)!/s/^\[ERROR\] *\(Tests run.* -- in \)\{0,1\}\(.*\)/  FAILED  \2/p'
}

# Runs the pages' tests while Maven is at the tests of the system, which mostly wait. In the background; the status is in a file.
browser_tests_beside() {
  local folder=$root/cloud-bridge/fleet-ui status=0
  [ -x "$folder/test/run" ] || return 0
  until [ -e "$maven_ended" ] || grep -q 'Building Tests: system' "$test_log"; do
    # Ctrl-C ends the script alone
    kill -0 $$ 2>/dev/null || return 0
    sleep 1
  done
  (cd "$folder" && timeout 900 test/run </dev/null 2>&1) | tee "$browser_log" |
    sed -un -e 's/^not ok \(.*\)/  FAILED  \1 (pages)/p' -e 's/^ok [0-9]* -* *\(.*\)/  ok      \1 (pages)/p' \
      -e 's/^✖ \(.*\)/  FAILED  \1 (pages)/p' -e 's/^✔ \(.*\)/  ok      \1 (pages)/p' || status=$?
  echo "$status" >"$browser_status"
}

count_browser_tests() {
  [ -x "$root/cloud-bridge/fleet-ui/test/run" ] || return 0
  local status counts
  touch "$browser_log"
  status=$(cat "$browser_status" 2>/dev/null || echo 1)
  cat "$browser_log" >>"$test_log"
  counts=$(awk '
    match($0, /^(# |ℹ )(pass|fail|cancelled|skipped) [0-9]+$/) { n[$2] += $3; seen = 1 }
    match($0, /^[0-9]+ passed, [0-9]+ failed/) { n["pass"] += $1; n["fail"] += $3; n["skipped"] += $5; seen = 1 }
    END { print n["pass"] + 0, n["fail"] + n["cancelled"] + 0, n["skipped"] + 0, seen + 0 }' "$browser_log")
  local p f s seen
  read -r p f s seen <<<"$counts"
  # a runner that breaks before it counts is a failure too
  if [ "$seen" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; }; then
    f=$((f + 1))
    tail -n 15 "$browser_log"
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# --- results ---

reports() {
  find "$root" -name node_modules -prune -o -type f -name 'TEST-*.xml' \
    \( -path '*/surefire-reports/*' -o -path '*/failsafe-reports/*' \) -print0
}

# Adds up the testsuite elements of all reports: tests, failures, errors, skipped.
sum_reports() {
  local tests bad skip
  read -r tests bad skip < <(
    reports | xargs -0 -r cat | tr '\n' ' ' | grep -o '<testsuite [^>]*>' | awk '
      function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
      { tests += number("tests"); bad += number("failures") + number("errors"); skip += number("skipped") }
      END { print tests + 0, bad + 0, skip + 0 }'
  )
  passed=$((passed + tests - bad - skip)) failed=$((failed + bad)) skipped=$((skipped + skip))
}

# Each test case that holds the element $1 (skipped, failure, error): class, name, and up to $2 characters of its message.
cases_with() {
  reports | xargs -0 -r cat | tr '\n' ' ' | sed 's/<testcase /\n<testcase /g' | grep -E "<($1)[ />]" |
    sed -E -e 's/^<testcase name="([^"]*)" classname="([^"]*)".*<('"$1"')( message="([^"]*)")?.*/  \2.\1: \5/' \
      -e 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&apos;/'"'"'/g; s/&amp;/\&/g' |
    cut -c "1-$2" | sed 's/&#10;/\n    /g'
}

tell_results() {
  local list
  list=$(cases_with skipped 220 || true)
  [ -z "$list" ] || printf 'Skipped, and why:\n%s\n' "$list"
  list=$(cases_with 'failure|error' 4000 || true)
  [ -z "$list" ] || printf 'Failed:\n%s\n' "$list"
  [ "$failed" -eq 0 ] || say "All of the output is in .weir/log/test.log"
  if [ $((passed + failed)) -eq 0 ]; then
    failed=1
    say "no test was run at all"
  fi
  say "Took $(($1 / 60)) min $(($1 % 60)) s."
  say "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] || exit 1
}
