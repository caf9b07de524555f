/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of ss-breaker check share. */
#ifndef SS_BREAKER_CHECK_H
#define SS_BREAKER_CHECK_H

#include <stdbool.h>

#include "breaker/profile.h"
#include "core/cli.h"
#include "core/strbuf.h"

struct check_options {
	struct ss_strlist files; /* of packets */
	int level;		 /* -1: at each */
	bool egress;
	int format;
};

/* check_packet.c: what becomes of each packet of the files, into OUT.  Errors are reported. */
int check_packets(const struct ss_profile *p, const struct check_options *opt,
		  struct ss_strbuf *out);

#endif
