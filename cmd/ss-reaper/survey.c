// SPDX-License-Identifier: BSD-2-Clause
/* The processes that rules are about, as the kernel sees them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "core/log.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

/* Records in one read: the kernel hands out whole ones. */
#define SURVEY_RECORDS 64

static int read_all(int fd, survey_fn fn, void *arg)
{
	struct ss_wire_survey records[SURVEY_RECORDS];
	size_t have = 0;
	ssize_t n;
	int err = 0;

	while ((n = read(fd, (char *)records + have, sizeof(records) - have)) > 0 && !err) {
		size_t whole = (have += n) / sizeof(records[0]);

		for (size_t i = 0; i < whole && !err; i++)
			err = records[i].head.kind == SS_WIRE_SURVEY ? fn(arg, &records[i])
								     : -EBADMSG;
		have -= whole * sizeof(records[0]);
		memmove(records, records + whole, have);
	}
	return n < 0 ? -errno : err;
}

int reaper_survey(struct reaper *r, survey_fn fn, void *arg)
{
	int fd, err;

	if (!r->survey_link)
		r->survey_link = bpf_program__attach_iter(r->skel->progs.reap_survey, NULL);
	if (!r->survey_link)
		return ss_bpf_error(-errno, "cannot attach the task iterator");
	fd = bpf_iter_create(bpf_link__fd(r->survey_link));
	if (fd < 0)
		return ss_bpf_error(-errno, "cannot open the task iterator");
	err = read_all(fd, fn, arg);
	close(fd);
	return err;
}
