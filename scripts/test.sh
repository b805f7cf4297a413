#!/usr/bin/env bash
# Everything `npm test` does: the tools the tests drive, the build they run, the tests. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/install-test-tools.sh
npm run --silent build
exec npx --no-install vitest run "$@"
