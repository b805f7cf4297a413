#!/bin/bash
# Boots the installed systemd as the first process of its own namespaces, asks it about units, and starts them.
# $1: a tree with units that is copied over an empty host; $2: a directory for the answers; $2/units lists the units.
set -e
tree=$1 results=$2 root=$(mktemp -d)
mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
cd "$root"
mkdir -p usr etc proc sys dev run tmp var/log var/tmp root results old
for link in bin lib lib64 sbin; do [ ! -e /usr/$link ] || ln -s usr/$link $link; done
mount --bind /usr usr
mount -t tmpfs tmpfs usr/lib/systemd/system
mount -t tmpfs tmpfs usr/local/lib
mount --bind "$results" results
cp /etc/passwd /etc/group /etc/nsswitch.conf /etc/ld.so.cache etc/
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs dev
for name in null zero full random urandom tty; do touch dev/$name; mount --bind /dev/$name dev/$name; done
mkdir dev/pts dev/shm
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs sys/fs/cgroup
mkdir sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
# systemd's own library stays the real one.
(cd "$tree" && tar -c --exclude='libsystemd-shared-*' .) | tar -xh --no-overwrite-dir --keep-directory-symlink 2>/dev/null || true
mkdir -p probe
printf '#!/bin/sh\nkill -STOP $$\n' >probe/containerd
chmod 755 probe/containerd
pivot_root . old
umount -l /old

# The process of a service that stopped itself; fails when systemd ends it meanwhile.
keep() {
  cp "/proc/$1/cmdline" "$2.argv" && cp "/proc/$1/environ" "$2.environ" && readlink "/proc/$1/cwd" >"$2.cwd"
}

ask() {
  local unit=$1 answer=/results/$1 pid
  timeout 3 systemctl start "$unit" >/dev/null 2>&1
  for _ in $(seq 100); do
    systemctl show "$unit" >"$answer.show" 2>&1
    pid=$(sed -n 's/^MainPID=//p' "$answer.show")
    [ -d "/proc/${pid:-0}" ] || break
    if grep -q '^State:.T' "/proc/$pid/status"; then
      keep "$pid" "$answer" && kill -KILL "$pid" && return
      rm -f "$answer.argv" "$answer.environ" "$answer.cwd"
    fi
    sleep 0.02
  done
  systemctl show "$unit" >"$answer.show" 2>&1
}

drive() {
  set +e
  for _ in $(seq 200); do [ -S /run/systemd/private ] && systemctl show >/dev/null 2>&1 && break; sleep 0.05; done
  while read -r unit; do ask "$unit"; done </results/units
  touch /results/done
}
drive </dev/null >/results/log 2>&1 &
exec env -i container=docker /lib/systemd/systemd --system --log-level=warning --log-target=console --unit=default.target
