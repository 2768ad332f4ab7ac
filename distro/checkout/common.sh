# What the commands of the front door share. Sourced by ./weir; root is the checkout.
# shellcheck shell=bash disable=SC2154,SC2034

state=$root/.weir
demo_folder=$state/demo
distribution=$root/distro/target/weir

say() { printf '%s\n' "$*"; }

fail() {
  printf 'weir: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Debian keeps servers where the PATH of an ordinary user does not look
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

# --- what has to be installed ---

# Installs Debian packages. $1: yes or no (may it?), then the packages. Says what and why before; the reasons are in why().
install_packages() {
  local allowed=$1
  shift
  [ $# -gt 0 ] || return 0
  local package line="apt-get install --no-install-recommends $*"
  say "This machine lacks:"
  for package in "$@"; do
    printf '  %-26s %s\n' "$package" "$(why "$package")"
  done
  [ "$allowed" = yes ] || fail "to install them: sudo $line"
  have apt-get || fail "this is no Debian or Ubuntu (no apt-get): install what is listed above by your system's means"
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || fail "not root, and there is no sudo: ask for \"$line\""
    if [ -t 0 ]; then
      as=(sudo)
    else
      sudo -n true 2>/dev/null || fail "not root, and sudo asks for a password: run \"sudo $line\" first"
      as=(sudo -n)
    fi
  fi
  say "Installing them with apt-get; nothing else is installed."
  mkdir -p "$state/log"
  local log=$state/log/apt.log
  if ! apt_get "${as[@]}" update >"$log" 2>&1; then
    say "  (apt-get update did not succeed; trying with the lists that are there)"
  fi
  apt_get "${as[@]}" install -y --no-install-recommends "$@" >>"$log" 2>&1 || {
    tail -n 15 "$log" >&2
    fail "apt-get could not install them (see .weir/log/apt.log)"
  }
}

# $1...: sudo or nothing, then apt-get's arguments. Never asks and never reads.
apt_get() {
  local as=()
  while [ "$1" = sudo ] || [ "$1" = -n ]; do
    as+=("$1")
    shift
  done
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

why() {
  case $1 in
    openjdk-17-jdk-headless) echo "Java 17: Weir is written in it" ;;
    maven) echo "builds Weir" ;;
    nats-server) echo "the message broker on the gateway" ;;
    mosquitto) echo "the MQTT broker of the cloud" ;;
    mosquitto-clients) echo "tests: an MQTT client that is not ours" ;;
    nodejs | npm) echo "tests: a program in another language, a Modbus device; the pages' tests" ;;
    chromium) echo "tests: the pages in a real browser" ;;
    snmpd) echo "tests: a switch to be asked over SNMP" ;;
    tinyproxy) echo "tests: a company's proxy" ;;
    strace) echo "tests: a disk that refuses writes" ;;
    faketime) echo "tests: a clock that jumps" ;;
    iproute2 | nftables) echo "tests: networks that break" ;;
    python3) echo "tests: power cuts of a file system" ;;
    protobuf-compiler) echo "tests: the wire format read by protoc" ;;
    e2fsprogs) echo "tests: a file system to cut the power of" ;;
    procps) echo "tests: looking at processes" ;;
    curl | openssl) echo "tests: clients that are not ours" ;;
    git) echo "tests: the list of sources" ;;
    *) echo "needed" ;;
  esac
}

# --- Java ---

# The major version of the JDK in a folder; empty if it has no compiler.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
  fi
}

# Sets JAVA_HOME to a JDK 17 or newer: the one that is set, the one on the PATH, any of Debian's. False if there is none.
find_jdk() {
  local candidate major candidates=()
  [ -z "${JAVA_HOME:-}" ] || candidates+=("$JAVA_HOME")
  if have javac; then
    candidates+=("$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")")
  fi
  candidates+=(/usr/lib/jvm/java-17-openjdk-* /usr/lib/jvm/*)
  for candidate in "${candidates[@]}"; do
    major=$(jdk_major "$candidate")
    if [ "${major:-0}" -ge 17 ]; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  return 1
}

# What it takes to build. $1: may packages be installed; then the packages that are missing beside (computed by the caller).
tools_for_building() {
  local allowed=$1
  shift
  local missing=()
  find_jdk || missing+=(openjdk-17-jdk-headless)
  have mvn || missing+=(maven)
  install_packages "$allowed" "${missing[@]}" "$@"
  if ! find_jdk; then
    fail "no Java 17 or newer with a compiler found: set JAVA_HOME to one (on Debian: apt-get install openjdk-17-jdk-headless)"
  fi
}

# --- building ---

# Names, sizes and times of everything that the distribution is made from.
sources_seal() {
  (
    cd "$root" || exit
    find pom.xml .mvn LICENSE plugin-api agent-runtime bundles cloud-bridge sample-plugins distro \
      \( -name target -o -name node_modules -o -path distro/checkout \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum
  )
}

# Builds the distribution unless nothing changed since. $1: "offline" or nothing.
build() {
  local stamp=$state/build.stamp seal
  seal=$(sources_seal)
  if [ -x "$distribution/bin/weir" ] && [ -r "$stamp" ] && [ "$(cat "$stamp")" = "$seal" ]; then
    return 0
  fi
  mkdir -p "$state/log"
  local log=$state/log/build.log first=""
  [ -d "$HOME/.m2/repository/org/apache/felix" ] || first=" (the first time Maven fetches its plugins and libraries: some minutes)"
  say "Building$first"
  local options=(-B -DskipTests)
  [ "$1" != offline ] || options+=(-o)
  # shellcheck disable=SC2016
  if ! (cd "$root" && mvn "${options[@]}" -pl distro -am package </dev/null 2>&1) | tee "$log" |
    sed -un 's/^\[INFO\] Building \(.*\) [^ ][^ ]* *\(\[[0-9]*\/[0-9]*\]\)$/  \2 \1/p'; then
    grep -E '^\[ERROR\]' "$log" | head -n 20 >&2
    fail "the build failed; all of it is in .weir/log/build.log"
  fi
  printf '%s' "$seal" >"$stamp"
}

# --- ports ---

# Whether somebody listens on a port of this machine, any address; reads the kernel's own list, so no tool is needed.
port_is_busy() {
  local hex
  hex=$(printf '%04X' "$1")
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$hex" '$4 == "0A" { n = split($2, a, ":"); if (a[n] == port) found = 1 } END { exit !found }'
}

# Prints the first free port from $1 on that is not among the others given.
next_free_port() {
  local port=$1
  shift
  while [ "$port" -le 65535 ]; do
    if ! port_is_busy "$port" && [[ " $* " != *" $port "* ]]; then
      echo "$port"
      return 0
    fi
    port=$((port + 1))
  done
  fail "no free port found"
}
