#!/bin/sh
# Bring in the Chromium that the browser test drives, where that can be done without asking.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" -ne 0 ]; then
    echo "No Chromium, and only root can install one: the browser test will be skipped." >&2
    echo "To run it: sudo apt-get install -y chromium" >&2
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium, and no apt-get to bring it: the browser test will be skipped." >&2
    exit 0
fi
echo "Installing chromium for the browser test …" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1 || true
if ! apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1; then
    echo "chromium could not be installed by apt-get: the browser test will be skipped." >&2
fi
