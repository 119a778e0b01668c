# What the scripts in bin/ need from the system: looked for, installed through
# the package manager where we may, else named with the command that installs it.
# Sourced by them, with bash.

missing=()
# The functions below that were asked, to be asked again once something was installed.
asked=()

# Runs a command as root, if we are root or sudo asks no password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

has() {
    command -v "$1" >/dev/null 2>&1
}

need_rust() {
    if ! has cargo && [ -x "${HOME:-}/.cargo/bin/cargo" ]; then
        PATH="$HOME/.cargo/bin:$PATH"
    fi
    if ! has cargo; then
        echo "Rust is missing. Install it with: curl -sSf https://sh.rustup.rs | sh -s -- -y" >&2
        exit 1
    fi
    # A distribution's own is often older than what Cargo.toml asks for.
    local needed found
    needed="$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$(dirname "${BASH_SOURCE[0]}")/../../Cargo.toml")"
    found="$(cargo --version | sed 's/^cargo \([0-9.]*\).*/\1/')"
    if [ "$(printf '%s\n' "$needed" "$found" | sort --version-sort | head -n 1)" != "$needed" ]; then
        echo "Rust $needed or newer is needed, and this is $found. Install it with: curl -sSf https://sh.rustup.rs | sh -s -- -y" >&2
        echo "Or, where rustup is there already: rustup update stable" >&2
        exit 1
    fi
    need_compiler
}

need_compiler() {
    asked+=(need_compiler)
    # The linker, and the compiler for the C parts of the cryptography.
    if ! has cc || ! echo '#include <stdlib.h>' | cc -E - >/dev/null 2>&1; then
        missing+=(gcc libc6-dev)
    fi
}

# What checks form and lints; rustup's usual profile has both.
need_lints() {
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        echo "Rust's rustfmt or clippy is missing. Install both with: rustup component add rustfmt clippy" >&2
        exit 1
    fi
}

# Where the program looks for PostgreSQL's server.
postgres_programs() {
    printf '%s\n' /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres \
        "$(command -v postgres || true)" "$(pg_config --bindir 2>/dev/null || true)/postgres"
}

# PostgreSQL's server programs, 15 or newer.
need_postgres() {
    asked+=(need_postgres)
    local program
    while read -r program; do
        if [ -x "$program" ] && [ "$("$program" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ]; then
            return
        fi
    done < <(postgres_programs)
    missing+=(postgresql)
}

# What to do where the system's own package is not enough.
advise() {
    case " ${missing[*]} " in
    *" postgresql "*)
        echo "PostgreSQL 15 or newer is needed. Ubuntu 22.04 and Debian 11 have an older one: take a newer one from https://apt.postgresql.org, as that page says, and start again." >&2
        ;;
    esac
}

# A browser and its driver. On Ubuntu they come as a snap, not as packages.
need_browser() {
    asked+=(need_browser)
    if has chromedriver && { has chromium || has chromium-browser || has google-chrome; }; then
        return
    fi
    if grep -qs '^ID=ubuntu' /etc/os-release; then
        if has snap && as_root snap install chromium; then
            PATH="$PATH:/snap/bin"
            return
        fi
        echo "Chromium with chromedriver is missing. Install it with: sudo snap install chromium" >&2
        exit 1
    fi
    missing+=(chromium chromium-driver)
}

need_faketime() {
    asked+=(need_faketime)
    local library
    for library in /usr/lib/*/faketime/libfaketime.so.1; do
        [ -e "$library" ] && return
    done
    missing+=(libfaketime)
}

need_python() {
    asked+=(need_python)
    has python3 || missing+=(python3)
}

# For a checker of the log that shares no code with ours.
need_go() {
    asked+=(need_go)
    has go || missing+=(golang-go)
}

# For a verifier of signed letters that shares no code with ours.
need_dkim() {
    asked+=(need_dkim)
    { has /usr/bin/python3 && /usr/bin/python3 -c 'import dkim' 2>/dev/null; } || missing+=(python3-dkim)
}

# For the verifier of the units in packaging/systemd.
need_systemd() {
    asked+=(need_systemd)
    has systemd-analyze || missing+=(systemd)
}

# Installs what was found missing, or says how and ends.
install_missing() {
    [ "${#missing[@]}" -gt 0 ] || return 0
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}")
    if ! has apt-get; then
        echo "Missing: ${missing[*]} (names of Debian's packages). Install them with this system's package manager." >&2
        exit 1
    fi
    echo "Installing ${missing[*]} …"
    if ! as_root true; then
        echo "Missing: ${missing[*]}. Install them with: sudo apt-get install ${missing[*]}" >&2
        advise
        exit 1
    fi
    as_root apt-get update --quiet </dev/null && as_root "${install[@]}" </dev/null || {
        echo "The packages could not be installed. Try: sudo apt-get install ${missing[*]}" >&2
        advise
        exit 1
    }
    # The package manager may have had nothing newer.
    local again=("${asked[@]}") need
    missing=() asked=()
    for need in "${again[@]}"; do
        "$need"
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        echo "Still missing, after they were installed: ${missing[*]}." >&2
        advise
        exit 1
    fi
}
