# shellcheck shell=bash
# What run, test and ri have in common: packages that are missing, and binaries that are older than their sources.
# Sourced; needs $root, the repository.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
artifacts=$root/artifacts

# say CHINESE ENGLISH
say() { printf '%s / %s\n' "$1" "$2" >&2; }
die() { say "$@"; exit 1; }

# Where the system's files are looked for; a test sets it to an empty folder.
: "${SYSTEM_ROOT:=}"
missing=()

# need PACKAGE FILE...: the Debian package that brings one of these files.
need() {
  local package=$1 file
  shift
  for file; do
    compgen -G "$SYSTEM_ROOT$file" >/dev/null && return
  done
  missing+=("$package")
}

need_servers() {
  [ -n "${ConnectionStrings__postgres:-}" ] || need postgresql '/usr/lib/postgresql/*/bin/postgres'
  [ -n "${ConnectionStrings__messaging:-}" ] || need rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server
}

# npm is asked once for the desk's scripts; they stay in the clone.
need_scripts() {
  [ -e "$root/src/ResidentInsurance.Desk/wwwroot/lib/signalr.min.js" ] || command -v npm >/dev/null || need npm /usr/bin/npm
}

need_fonts() {
  need fonts-noto-cjk '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' '/usr/share/fonts/*/*/*CJK*'
}

need_dotnet() {
  [ -n "$(command -v dotnet)" ] || die '未找到 .NET 10 SDK：请先安装 dotnet-sdk-10.0' 'the .NET 10 SDK is missing: install dotnet-sdk-10.0 first'
}

# Installs what need has found missing, or says in one line what to install.
install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    die "缺少软件包且无权安装，请运行：sudo apt-get install ${missing[*]}" \
      "packages are missing and there is no right to install them; run: sudo apt-get install ${missing[*]}"
  fi
  mkdir -p "$artifacts"
  local log=$artifacts/install.log
  say "正在安装 ${missing[*]}（日志 $log）" "installing ${missing[*]} (log $log)"
  quietly_install 2>&1 | tee "$log" | count_installed || {
    tail -n 15 "$log" >&2
    die "安装失败，日志 $log" "installation failed, log $log"
  }
}

# One line for every 25 packages: npm alone brings some hundred.
count_installed() {
  local line installed=0
  while read -r line; do
    case $line in 'Setting up '*) installed=$((installed + 1)) ;; *) continue ;; esac
    [ $((installed % 25)) -ne 0 ] || say "    已安装 $installed 个软件包" "$installed packages installed"
  done
}

# Packages start their services when they are installed, at boot too. Private servers are all we need: the services
# of packages that came just now stay off; those that were here before are not touched.
quietly_install() (
  export DEBIAN_FRONTEND=noninteractive
  guard=/usr/sbin/policy-rc.d
  no_cluster=/etc/postgresql-common/createcluster.d/resident-insurance.conf
  made=()
  trap 'rm -f "${made[@]}"' EXIT
  if [ ! -e $guard ]; then
    made+=($guard)
    printf '#!/bin/sh\nexit 101\n' >$guard
    chmod 755 $guard
  fi
  if ! dpkg -s postgresql-common >/dev/null 2>&1; then
    mkdir -p "${no_cluster%/*}"
    made+=($no_cluster)
    echo 'create_main_cluster = false' >$no_cluster
  fi
  apt=(apt-get -o DPkg::Lock::Timeout=600 -y)
  install=("${apt[@]}" install --no-install-recommends "${missing[@]}")
  # The lists may be missing, or older than what the mirror still has.
  "${install[@]}" || { "${apt[@]}" update && "${install[@]}"; } || exit 1
  if [ -d /run/systemd/system ]; then
    for package in "${missing[@]}"; do
      case $package in postgresql | rabbitmq-server) systemctl disable --quiet "$package" || true ;; esac
    done
  fi
)

# fingerprint PATH...: of names, sizes and times of the sources there.
fingerprint() {
  (cd "$root" && { find "$@" Directory.*.props global.json .editorconfig BannedSymbols.txt \
    \( -name obj -o -name bin -o -name node_modules -o -path '*/wwwroot/lib' \) -prune -o -type f \
    ! -name packages.lock.json -printf '%p %s %T@\n' 2>/dev/null || true; } | LC_ALL=C sort | sha256sum)
}

# The sources of a build: what it is made of.
sources() {
  case $1 in
    cli) echo src ResidentInsurance.ServiceDefaults ;;
    run) echo src ResidentInsurance.ServiceDefaults ResidentInsurance.AppHost ;;
    bench) echo src ResidentInsurance.ServiceDefaults tests/ResidentInsurance.Load ;;
    test | test-*) echo src ResidentInsurance.ServiceDefaults ResidentInsurance.AppHost tests ;;
  esac
}

# is_built NAME
is_built() {
  # shellcheck disable=SC2046  # several paths
  [ -e "$artifacts/built-$1" ] && [ "$(fingerprint $(sources "$1"))" = "$(cat "$artifacts/built-$1")" ]
}

# build NAME PROJECT [NAME...]: brings its binaries up to date; the further names are built with it.
build() {
  local name=$1 project=$2 log=$artifacts/build-$1.log print failed=0 other
  is_built "$name" && return
  need_dotnet
  mkdir -p "$artifacts" 2>/dev/null && : >>"$artifacts/build.lock" || die "没有权限写入 $artifacts" "no right to write to $artifacts"
  exec 9>"$artifacts/build.lock"
  flock 9
  if ! is_built "$name"; then
    say "正在编译（首次约需几分钟，日志 $log）" "building (a few minutes the first time, log $log)"
    # shellcheck disable=SC2046
    print=$(fingerprint $(sources "$name"))
    compile "$project" "$log" "$name" || failed=1
    if [ $failed = 1 ]; then
      grep -E '(error|错误) ' "$log" | sort -u | head -n 20 >&2 || true
      die "编译失败，日志 $log" "build failed, log $log"
    fi
    echo "$print" >"$artifacts/built-$name"
    for other in "${@:3}"; do
      # shellcheck disable=SC2046
      fingerprint $(sources "$other") >"$artifacts/built-$other"
    done
  fi
  exec 9>&-
}

# compile PROJECT LOG NAME: no build server stays behind, so that ending us leaves no process.
compile() (
  # A temporary folder of its own gives the build compiler servers of its own: their sockets are in it. They are
  # known by it too, so that another build's are not touched.
  tmp=$(mktemp -d "${TMPDIR:-/tmp}/ri-build.XXXXXX")
  trap 'for f in $(grep -lsxz -- "TMPDIR=$tmp" /proc/[0-9]*/environ); do f=${f#/proc/}; kill "${f%/environ}"; done 2>/dev/null; rm -rf "$tmp"' EXIT
  # The rules of style are for who changes the code: ./test and plain dotnet build ask them, a start does not wait.
  case $3 in test*) analyzers=true ;; *) analyzers=false ;; esac
  cd "$root"
  code=0
  TMPDIR=$tmp dotnet build "$1" -c Release -nodeReuse:false -v minimal -p:NuGetAudit=false \
    -p:RunAnalyzers=$analyzers </dev/null 2>&1 9>&- | tee "$2" | progress || code=${PIPESTATUS[0]}
  exit "$code"
)

# One line for each project that has been built.
progress() { sed -un 's/^ *\([A-Za-z.]*\) -> .*/    \1/p' >&2; }
