#!/usr/bin/env bash
# Installs what the tests need in addition to Node: real daemons and tools of the kernel. Does nothing if all are installed.
set -euo pipefail

# command:package of Debian
tools=(
  containerd:containerd
  containerd-shim-runc-v2:containerd
  ctr:containerd
  runc:runc
  podman:podman
  debootstrap:debootstrap
  unshare:util-linux
  setpriv:util-linux
  strace:strace
  prometheus:prometheus
  promtool:prometheus
  jsonnet:jsonnet
  umoci:umoci
  systemd-analyze:systemd
  systemd-socket-activate:systemd
  curl:curl
  zsh:zsh
  fish:fish
  mandoc:mandoc
  openssl:openssl
  chromium-headless-shell:chromium-headless-shell
)

# Daemons live in sbin, which is not on every user's PATH.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

missing=()
for tool in "${tools[@]}"; do
  command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
done
# Without a font, Chromium measures every letter as nothing.
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ] || missing+=(fonts-dejavu-core)
[ "${#missing[@]}" -eq 0 ] && exit 0

mapfile -t packages < <(printf '%s\n' "${missing[@]}" | sort -u)

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing what the tests need: ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  # The daemons are started by the tests that want them, never by the package.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  apt-get update -q </dev/null >&2 && apt-get install -q -y --no-install-recommends "${packages[@]}" </dev/null >&2 && exit 0
fi

{
  echo
  echo "THE TESTS LACK: ${packages[*]}"
  echo "Install them as root: apt-get update && apt-get install --no-install-recommends ${packages[*]}"
  echo "Without them, the tests against real daemons cannot pass."
  echo
} >&2
[ "${CI:-}" != true ]
