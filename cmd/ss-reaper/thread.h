/* SPDX-License-Identifier: BSD-2-Clause */
/* What /proc tells of a thread that is stuck. */
#ifndef SS_REAPER_THREAD_H
#define SS_REAPER_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"
#include "proc/slow.h"

/* All zero before the first look, but for SLOW; what could not be read is 0 or empty. */
struct thread_look {
	struct ss_slow *slow; /* the caller's: reads what a stuck thread can keep us from reading */
	char state;	      /* 'S', 'D', 'T' ... */
	bool in_call;	      /* nr is known */
	long nr;	      /* of the system call it is in; -1: none */
	uint64_t arg0;	      /* of it */
	uint64_t sp;	      /* of user space; 0: not known */
	char wchan[64];
	char cwd[4096];
	char file[4096];	/* what its descriptor arg0 is, if asked for */
	struct ss_strbuf stack; /* of the kernel, as text: a line each */
};

/* 0, or -ESRCH: it is gone.  FD: the call's first argument is a descriptor. */
int thread_look(struct thread_look *t, uint32_t tgid, uint32_t tid, bool fd);
/* Its state alone; 0: it is gone. */
char thread_state(uint32_t tgid, uint32_t tid);
/* FUNCTION is on its kernel stack, which has been read. */
bool thread_is_in(const struct thread_look *t, const char *function);
/* The system call that a thread waits in; -1: none, or that cannot be told. */
long thread_call(struct ss_slow *slow, uint32_t tgid, uint32_t tid);
/* The word at ADDRESS of a process's memory: 0, or -errno where it cannot be read now. */
int thread_word(struct ss_slow *slow, uint32_t tgid, uint64_t address, uint64_t *word);
/* How often it has gone to sleep; UINT64_MAX: it is gone. */
uint64_t thread_sleeps(uint32_t tgid, uint32_t tid);
void thread_look_fini(struct thread_look *t);

#endif
