#!/usr/bin/env bash
# Measures ours beside the others, in turn on the same data, and writes BENCHMARKS.md: an hour or two on two processors.
# `tests/bench.sh quick` takes a few minutes, shows its page and keeps nothing. Words for less or more: titres=100000,
# megabytes=100, corner=100000, rounds=5; only=convert,check,growth,start,corners also keeps nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

place="${CARGO_TARGET_DIR:-$PWD/target}/bench"
mkdir -p "$place"

missing=()
for pair in xmllint:libxml2-utils javac:default-jdk-headless gzip:gzip pigz:pigz libdeflate-gzip:libdeflate-tools; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ "${#missing[@]}" -gt 0 ] && command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo"
  $as_root apt-get update -qq && $as_root apt-get install -y -qq "${missing[@]}" >/dev/null ||
    echo "could not be installed, skipped: ${missing[*]}" >&2
fi

export PES_BENCH_PYTHON="$place/venv/bin/python"
if ! "$PES_BENCH_PYTHON" -c "import lxml" 2>/dev/null; then
  python3 -m venv "$place/venv" && "$place/venv/bin/pip" install --quiet lxml ||
    echo "lxml could not be installed: skipped" >&2
fi

data="$(mktemp -d "$place/data.XXXXXX")"
trap 'rm -rf "$data"' EXIT
page="$place/page.md"
cargo bench -p pes-cli --bench volume --locked -- "folder=$data" "$@" >"$page"
{
  printf '\n## Parts\n\nOne part at a time, on the files of `fixtures/` (`cargo bench --bench parts`).\n\n```text\n'
  cargo bench -p pes-parser -p pes-validator -p pes-mapper --bench parts --locked 2>/dev/null | sed 's/ *$//'
  printf '```\n'
} >>"$page"

cat "$page"
case " $*" in
  *" quick"* | *" only="*) ;;
  *) cp "$page" BENCHMARKS.md ;;
esac
