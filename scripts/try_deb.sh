#!/usr/bin/env bash
# Does the .deb work on a clean Debian? Installs it there with apt, uses it as tests/packaged does, removes it.
#
#   make try-deb        or        sudo scripts/try_deb.sh [DEB]
#
# Needs root, debootstrap, Xvfb, xdotool, 3 GB in /var/tmp (or TMPDIR) and a Python with the project's
# development packages (PYTHON, .venv/bin/python). Nothing of this system is used inside but its kernel and the
# X server, which stays outside so that none of its packages stand in for something that Depends forgot.
#   SUITE=bookworm  MIRROR=http://deb.debian.org/debian  what is installed
#   BASE=FILE.tar                                        keeps the clean system for the next time
#   QUADTUNE_SHOTS=DIR                                   pictures of the screen
set -euo pipefail
cd "$(dirname "$0")/.."

suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
python=${PYTHON:-.venv/bin/python}
deb=${1:-$(ls dist/quadtune*.deb 2>/dev/null | head -n 1)}
fail() { echo "try_deb: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "only root can make another root file system"
[ -f "$deb" ] || fail "there is no .deb: make installer builds one"
for tool in debootstrap Xvfb xdotool; do
    command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap xvfb xdotool"
done
package=$(dpkg-deb --field "$deb" Package)

root=$(mktemp -d "${TMPDIR:-/var/tmp}/quadtune-root.XXXXXX")
leave() {
    umount "$root/dev/shm" "$root/proc" 2>/dev/null || true
    mountpoint -q "$root/proc" || rm -rf --one-file-system "$root"
}
trap leave EXIT
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

echo "== A clean Debian $suite"
if [ -n "${BASE:-}" ] && [ -f "$BASE" ]; then
    tar -C "$root" -xf "$BASE"
else
    debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" || fail "debootstrap: see $root.log"
    rm -f "$root.log"
    if [ -n "${BASE:-}" ]; then tar -C "$root" -cf "$BASE" .; fi
fi
chmod 755 "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
inside useradd --uid 1000 --create-home person

echo "== Installing $deb"
inside apt-get update -qq
inside dpkg-query -W -f '${Package}\n' >"$root/tmp/before"
ln "$deb" "$root/tmp/quadtune.deb" 2>/dev/null || cp "$deb" "$root/tmp/quadtune.deb"
inside apt-get install -y -qq --no-install-recommends /tmp/quadtune.deb >"$root/tmp/apt.log" 2>&1 ||
    { cat "$root/tmp/apt.log"; fail "apt cannot install it"; }
inside dpkg-query -W -f '${Package}\n' | grep -vxF -f "$root/tmp/before" | paste -sd' ' | fold -sw 110
inside dpkg --verify "$package"
inside sh -c '! command -v python3 && ! command -v python' || fail "there is a Python, which proves nothing"

echo "== Using it"
QUADTUNE_ROOT=$root QUADTUNE_KEEP_HOME=1 "$python" -m pytest -q -rs tests/packaged

echo "== Removing it"
of_person() { (cd "$root/home" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }
of_person >"$root/tmp/data.before"
[ -s "$root/tmp/data.before" ] || fail "the tests left no files of the person"
take_away() {
    inside apt-get "$1" -y -qq "$package" >"$root/tmp/apt.log" 2>&1 || { cat "$root/tmp/apt.log"; fail "apt cannot $1 it"; }
    of_person | cmp - "$root/tmp/data.before" || fail "$1 touched the person's files"
}
take_away remove
inside dpkg --install /tmp/quadtune.deb >/dev/null
take_away purge
for path in opt/quadtune usr/bin/quadtune usr/share/applications/quadtune.desktop; do
    [ ! -e "$root/$path" ] && [ ! -L "$root/$path" ] || fail "/$path is still there"
done
echo "$(wc -l <"$root/tmp/data.before") files of the person are as they were; the program is gone."
