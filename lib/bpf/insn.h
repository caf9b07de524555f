/* SPDX-License-Identifier: BSD-2-Clause */
/* The few BPF instructions that the probes are written in; names as in the kernel's filter.h. */
#ifndef SS_INSN_H
#define SS_INSN_H

#include <linux/bpf.h>

#define INSN(CODE, DST, SRC, OFF, IMM)                                                             \
	{                                                                                          \
		.code = (CODE), .dst_reg = (DST), .src_reg = (SRC), .off = (OFF), .imm = (IMM)     \
	}

#define MOV_IMM(DST, IMM)      INSN(BPF_ALU64 | BPF_MOV | BPF_K, DST, 0, 0, IMM)
#define MOV_REG(DST, SRC)      INSN(BPF_ALU64 | BPF_MOV | BPF_X, DST, SRC, 0, 0)
#define ADD_IMM(DST, IMM)      INSN(BPF_ALU64 | BPF_ADD | BPF_K, DST, 0, 0, IMM)
#define STORE_IMM(DST, OFF, I) INSN(BPF_ST | BPF_MEM | BPF_W, DST, 0, OFF, I)
#define JUMP_IF_0(REG, OFF)    INSN(BPF_JMP | BPF_JEQ | BPF_K, REG, 0, OFF, 0)
#define CALL(HELPER)	       INSN(BPF_JMP | BPF_CALL, 0, 0, 0, HELPER)
#define EXIT()		       INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
/* Two instructions long: a map, or a function so many instructions ahead. */
#define LOAD_MAP(DST, FD)                                                                          \
	INSN(BPF_LD | BPF_DW | BPF_IMM, DST, BPF_PSEUDO_MAP_FD, 0, FD), INSN(0, 0, 0, 0, 0)
#define LOAD_FUNC(DST, AHEAD)                                                                      \
	INSN(BPF_LD | BPF_DW | BPF_IMM, DST, BPF_PSEUDO_FUNC, 0, AHEAD), INSN(0, 0, 0, 0, 0)

#define INSN_COUNT(INSNS) (sizeof(INSNS) / sizeof((INSNS)[0]))

#endif
