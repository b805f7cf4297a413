#!/usr/bin/env bash
# Lint, types and the tests that need no build, no daemon and no installed tool, in under a minute on two cores.
set -uo pipefail
cd "$(dirname "$0")/.."

output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT

npm run --silent lint >"$output/lint" 2>&1 &
lint=$!
npm run --silent typecheck >"$output/types" 2>&1 &
types=$!

# Tests that run promtool need an installed tool.
mapfile -t tests < <(grep -rL --include='*.test.ts' "promtool.ts'" test/{core,render,settings,http})
npx --no-install vitest run test/architecture.test.ts test/log.test.ts test/words.test.ts "${tests[@]}"
status=$?

wait "$lint" || status=1
wait "$types" || status=1
cat "$output/lint" "$output/types"
exit "$status"
