# shellcheck shell=bash
# What scripts/test and scripts/demo share. Sourced by them, in the project's folder.

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$0" "$*" >&2
  exit 1
}

# install_packages <package> ...
# Debian and Ubuntu: installs those that are missing, saying so. Elsewhere: names them and goes on, since what they hold
# may be there under other names.
install_packages() {
  local package missing=() unknown=() as_root=()
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "Not a Debian or Ubuntu: please see to it that this is installed (Debian's names): $*"
    return
  fi
  for package in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "Not root and no sudo here; going on without: ${missing[*]}"
      return
    fi
    as_root=(sudo)
  fi

  say "Asking apt for what is missing: ${missing[*]}"
  # The index may be old or empty; if there is no network, apt-get install below will say what it cannot get.
  "${as_root[@]}" apt-get update -qq || true
  # A release that has not got one of them shall still install the others.
  local known=()
  for package in "${missing[@]}"; do
    if apt-cache show "$package" >/dev/null 2>&1; then known+=("$package"); else unknown+=("$package"); fi
  done
  if [ ${#unknown[@]} -gt 0 ]; then say "This release has no package: ${unknown[*]}"; fi
  if [ ${#known[@]} -gt 0 ]; then
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${known[@]}" ||
      say "apt could not install all of it; going on with what is there"
  fi
}

# require <command> ...: stops unless each of them is there.
require() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || fail "$command is missing, and nothing can be built without it"
  done
}

# The number of jobs to build and test with.
job_count() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

# configure <argument> ...: the default preset, quietly. With Ninja where it is; else make will do, and what was begun
# with make goes on with it.
configure() {
  if command -v ninja >/dev/null && [ ! -e build/default/Makefile ]; then export CMAKE_GENERATOR=Ninja; fi
  cmake --preset default "$@" >/dev/null
}
