/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled rules put into the maps and constants of the programs. */
#ifndef SS_BREAKER_TABLES_H
#define SS_BREAKER_TABLES_H

#include <stdbool.h>
#include <stdint.h>

struct breaker_bpf;
struct ss_breaker_image;

struct tables_options {
	bool no_ethernet, frags, shadow, hold;
	uint32_t blocks, talkers; /* room */
	uint64_t age_ns;	  /* as if limits had counted for so long: for tests */
};

/* How long one of the kernel's ticks is. */
uint64_t tables_tick_ns(void);
/* The parts into which the burst of a limit may be divided. */
unsigned int tables_batches(void);

/* Does the kernel give packets of several buffers to programs that say they know? Linux 5.18. */
bool tables_takes_frags(void);

/* Before the load: sizes and constants. */
int tables_prepare(struct breaker_bpf *skel, const struct ss_breaker_image *image,
		   const struct tables_options *opt);
/* After it: what stands in the maps.  0 or -errno. */
int tables_fill(struct breaker_bpf *skel, const struct ss_breaker_image *image);

#endif
