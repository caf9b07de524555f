/* SPDX-License-Identifier: BSD-2-Clause */
/* Standard input for a loop: a read that has nothing does not wait. */
#ifndef SS_INPUT_H
#define SS_INPUT_H

/*
 * A pipe or a terminal is opened anew, so that nobody else's is changed; what
 * can not be (a socket) is changed and put right at the end.
 */
struct ss_input {
	int fd;
	int flags; /* to be put back; -1: nothing was changed */
};

/* 0 or -errno; ss_input_close() is right after both. */
int ss_input_open(struct ss_input *in);
void ss_input_close(struct ss_input *in);

#endif
