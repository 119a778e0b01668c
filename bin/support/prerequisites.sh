# What the scripts in bin/ need from the system: looked for, installed through
# the package manager where we may, else named with the command that installs it.
# Sourced by them, with bash.

missing=()

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
    if ! has cargo && [ -x "$HOME/.cargo/bin/cargo" ]; then
        PATH="$HOME/.cargo/bin:$PATH"
    fi
    if ! has cargo; then
        echo "Rust is missing. Install it with: curl -sSf https://sh.rustup.rs | sh -s -- -y" >&2
        exit 1
    fi
    # The linker, and the compiler for the C parts of the cryptography.
    if ! has cc || ! echo '#include <stdlib.h>' | cc -E - >/dev/null 2>&1; then
        missing+=(gcc libc6-dev)
    fi
}

# PostgreSQL's server programs, 14 or newer, where the program looks for them.
need_postgres() {
    local program
    for program in /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres \
        "$(command -v postgres || true)" "$(pg_config --bindir 2>/dev/null || true)/postgres"; do
        if [ -x "$program" ] && [ "$("$program" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 14 ]; then
            return
        fi
    done
    missing+=(postgresql)
}

# A browser and its driver. On Ubuntu they come as a snap, not as packages.
need_browser() {
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
    local library
    for library in /usr/lib/*/faketime/libfaketime.so.1; do
        [ -e "$library" ] && return
    done
    missing+=(libfaketime)
}

need_python() {
    has python3 || missing+=(python3)
}

# For a checker of the log that shares no code with ours.
need_go() {
    has go || missing+=(golang-go)
}

# For a verifier of signed letters that shares no code with ours.
need_dkim() {
    { has /usr/bin/python3 && /usr/bin/python3 -c 'import dkim' 2>/dev/null; } || missing+=(python3-dkim)
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
        exit 1
    fi
    as_root apt-get update --quiet </dev/null && as_root "${install[@]}" </dev/null || {
        echo "The packages could not be installed. Try: sudo apt-get install ${missing[*]}" >&2
        exit 1
    }
}
