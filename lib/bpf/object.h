/* SPDX-License-Identifier: BSD-2-Clause */
/* What every command that loads BPF programs needs first. */
#ifndef SS_OBJECT_H
#define SS_OBJECT_H

/*
 * Send libbpf's messages through lib/core/log: shown from -vv on; else the last
 * of them are kept for ss_bpf_error().  Lifts the limit of locked memory if it may, and the
 * soft one of open files to what a few dozen programs need.
 */
void ss_bpf_init(void);

/*
 * ss_error() for a failed open, load or attach: adds the reason a person can act
 * on (missing capability, no BTF, lockdown) and, with -v, libbpf's last messages.
 * WHAT is the message: "cannot load the BPF programs".  Returns err.
 */
int ss_bpf_error(int err, const char *what);

/*
 * The program at which the last bpf_object__load() failed, by libbpf's messages;
 * NULL: it was none.  Good until the next load.
 */
const char *ss_bpf_failed_program(void);

#endif
