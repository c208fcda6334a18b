#!/usr/bin/env bash
# Assembles kernel.s (GNU as, x86-64) into AmxKernel.g.cs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
object=$(mktemp)
trap 'rm -f "$object"' EXIT
as kernel.s -o "$object"
{
    echo "// Made by make_kernel.sh from kernel.s."
    echo "namespace Saenggak.Compute.Cpu.Amx;"
    echo
    echo "internal static partial class AmxKernel"
    echo "{"
    for entry in scores gather configure release; do
        printf '    private const int %sEntry = 0x%s;\n\n' "${entry^}" "$(nm "$object" | awk -v name=$entry '$3 == name { print $1 }' | sed 's/^0*//')"
    done
    echo "    private static ReadOnlySpan<byte> Code =>"
    echo "    ["
    objdump -d -M intel --insn-width=16 "$object" | awk -F'\t' '
        /^[0-9a-f]+ <.*>:/ { match($0, /<.*>/); printf "        // %s\n", substr($0, RSTART + 1, RLENGTH - 2); next }
        NF >= 3 {
            n = split($2, b, " "); line = ""
            for (i = 1; i <= n; i++) line = line "0x" b[i] ", "
            gsub(/ +/, " ", $3); gsub(/ <.*>/, "", $3)
            printf "        %-64s // %s\n", line, $3
        }'
    echo "    ];"
    echo "}"
} >AmxKernel.g.cs
