/* SPDX-License-Identifier: BSD-2-Clause */
/* What every command that loads BPF programs needs first. */
#ifndef SS_OBJECT_H
#define SS_OBJECT_H

/* Send libbpf's messages through lib/core/log: shown from -vv on, or all of them after a failed load. */
void ss_bpf_init(void);

/*
 * Report a failed open, load or attach of WHAT with the reason a person can act on
 * (missing capability, no BTF, lockdown), and return err.
 */
int ss_bpf_error(int err, const char *what);

#endif
