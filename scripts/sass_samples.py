# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""One line of PTX for each opcode that sass_reader.py names, to see what number an assembler gives it."""

import subprocess
import tempfile
from pathlib import Path

import sass_reader


def of(kind, count):
    """A list of PTX registers."""
    return "{" + ",".join(f"%{kind}{i}" for i in range(count)) + "}"


FENCE, WAIT = "wgmma.fence.sync.aligned;", "wgmma.commit_group.sync.aligned; wgmma.wait_group.sync.aligned 0;"
STORE_FLOATS = "st.global.v4.f32 [%rd0],{%f0,%f1,%f2,%f3};"
STORE_INTEGERS = "st.global.v4.u32 [%rd0],{%r4,%r5,%r6,%r7};"
STORE_WORDS = "st.global.v2.b64 [%rd1],{%rd2,%rd3};"
FLOATS, INTEGERS = of("f", 4), "{%r4,%r5,%r6,%r7}"
TMA = ("cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes{} "
       "[%r1],[%rd0,{{%r0,%r0}}],[%r1]{};")


LOCAL = (".local .align 4 .b8 local[64]; mov.u32 %r3,local; add.u32 %r4,%r3,%r2; add.u32 %r5,%r3,%r0;"
         "st.local.u32 [%r4],%r0; ld.local.u32 %r6,[%r5]; st.global.u32 [%rd0],%r6;")
ATOMICS = (  # one of each number
    "atom.global.exch.b32 %r3,[%rd0],%r0; st.global.u32 [%rd1],%r3;",
    "atom.global.cas.b32 %r3,[%rd0],%r0,%r2; st.global.u32 [%rd1],%r3;",
    "atom.global.add.f32 %f3,[%rd0],%f0; st.global.f32 [%rd1],%f3;",
    "atom.exch.b32 %r3,[%rd0],%r0; st.global.u32 [%rd1],%r3;",
    "atom.cas.b32 %r3,[%rd0],%r0,%r2; st.global.u32 [%rd1],%r3;",
    "atom.add.f32 %f3,[%rd0],%f0; st.global.f32 [%rd1],%f3;",
    "red.global.add.u32 [%rd0],%r0;",
    "red.global.add.f32 [%rd0],%f0;",
)


def wgmma(shape, types, accumulator, store, scale="1", tail=",1,1"):
    return (f"{FENCE} wgmma.mma_async.sync.aligned.m64n8{shape}.{types} {accumulator},%rd0,%rd1,{scale}{tail};"
            f"{WAIT}{store}")


SAMPLES = {
    "sm_80": {
        "FFMA": "fma.rn.f32 %f0,%f1,%f2,%f0; st.global.f32 [%rd0],%f0;",
        "DFMA": "fma.rn.f64 %d0,%d1,%d2,%d0; st.global.f64 [%rd0],%d0;",
        "HMMA": "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
                f"{FLOATS},{INTEGERS},{{%r8,%r9}},{FLOATS}; {STORE_FLOATS}",
        "IMMA": "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 "
                f"{INTEGERS},{{%r8,%r9,%r10,%r11}},{{%r12,%r13}},{INTEGERS}; {STORE_INTEGERS}",
        "DMMA": "mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%d0,%d1},{%d2},{%d3},{%d0,%d1}; "
                "st.global.v2.f64 [%rd0],{%d0,%d1};",
        "LDSM": f"ldmatrix.sync.aligned.m8n8.x4.shared.b16 {INTEGERS},[%r1]; {STORE_INTEGERS}",
        "LDGSTS": "cp.async.cg.shared.global [%r1],[%rd0],16; cp.async.commit_group; cp.async.wait_group 0;",
        "STL": LOCAL,
        "LDL": LOCAL,
        "LDG": f"ld.global.v2.u32 {{%r4,%r5}},[%rd0]; {STORE_INTEGERS}",
        "STG": "st.global.v2.u32 [%rd0],{%r4,%r5};",
        "LDG.128": f"ld.relaxed.sys.global.v2.b64 {{%rd2,%rd3}},[%rd0]; {STORE_WORDS}",
        "STG.128": STORE_INTEGERS,
        "NOP": "",
    },
    "sm_90a": {
        "LDGMC": f"multimem.ld_reduce.relaxed.sys.global.add.v4.f32 {FLOATS},[%rd0]; {STORE_FLOATS}",
        "HGMMA": wgmma("k16", "f32.bf16.bf16", FLOATS, STORE_FLOATS, tail=",1,1,0,0"),
        "QGMMA": wgmma("k32", "f32.e4m3.e4m3", FLOATS, STORE_FLOATS),
        "IGMMA": wgmma("k32", "s32.s8.s8", INTEGERS, STORE_INTEGERS, tail=""),
        "WARPGROUP": FENCE + WAIT,
        sass_reader.RUNTIME_SCALE:
            "setp.ne.u32 %p0,%r0,0;" + wgmma("k32", "s32.s8.s8", INTEGERS, STORE_INTEGERS, "%p0", ""),
        "USETMAXREG": "setmaxnreg.dec.sync.aligned.u32 40;",
        "ATOMIC": "".join(ATOMICS),
        "UTMALDG": TMA.format("", ""),
        "UTMALDG.MULTICAST": "mov.b16 %h0,3;" + TMA.format(".multicast::cluster", ",%h0"),
        "UTMASTG": "cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group [%rd0,{%r0,%r0}],[%r1];"
                   "cp.async.bulk.commit_group; cp.async.bulk.wait_group 0;",
        "STSM": "stmatrix.sync.aligned.m8n8.x4.shared.b16 [%r1],{%r0,%r2,%r0,%r2};",
    },
    "sm_100a": {
        "UTCMMA": "setp.ne.u32 %p0,%r0,0; tcgen05.mma.cta_group::1.kind::f16 [%r1],%rd0,%rd1,%r0,%p0;",
        "LDTM": f"tcgen05.ld.sync.aligned.32x32b.x4.b32 {INTEGERS},[%r0]; tcgen05.wait::ld.sync.aligned;"
                f"{STORE_INTEGERS}",
        "UTCBAR": "tcgen05.commit.cta_group::1.mbarrier::arrive::one.shared::cluster.b64 [%r1];",
    },
}
ENTRY = """.visible .entry k{number}(.param .u64 p0,.param .u64 p1,.param .u32 p2) .maxntid 128 .maxnreg 168 {{
.reg .pred %p<4>; .reg .b16 %h<4>; .reg .b32 %r<32>; .reg .f32 %f<32>; .reg .b64 %rd<8>; .reg .f64 %d<8>;
ld.param.u64 %rd0,[p0]; ld.param.u64 %rd1,[p1]; ld.param.u32 %r0,[p2]; mov.u32 %r1,sm; mov.u32 %r2,%tid.x;
{body}
ret;
}}
"""


def assemble(ptxas):
    """The opcodes of each sample, by the name that it is a sample of."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for architecture, samples in SAMPLES.items():
            entries = [ENTRY.format(number=number, body=body) for number, body in enumerate(samples.values())]
            source, cubin = Path(folder, "samples.ptx"), Path(folder, "samples.cubin")
            source.write_text(f".version 9.0\n.target {architecture}\n.address_size 64\n"
                              ".extern .shared .align 1024 .b8 sm[];\n" + "".join(entries))
            subprocess.run([ptxas, f"-arch={architecture}", "-o", cubin, source], check=True)
            kernels = {kernel.symbol: kernel for kernel in sass_reader.read_kernels(cubin)}
            found.update((name, kernels[f"k{number}"].opcodes) for number, name in enumerate(samples))
    return found
