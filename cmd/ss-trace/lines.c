// SPDX-License-Identifier: BSD-2-Clause
/* Lines on their way out, and what is said when they cannot go. */
#include <errno.h>

#include "core/log.h"
#include "trace.h"

int trace_fail(struct trace *t, int err, const char *what)
{
	if (err && err != -EPIPE && !t->reported) {
		t->reported = true;
		ss_error(err, "%s", what);
	}
	return err;
}

int trace_flush(struct trace *t, bool always)
{
	int err = always ? ss_out_flush(&t->out) : ss_out_maybe_flush(&t->out);

	if (!err)
		return record_flush(t, always);
	return trace_fail(t, err, ss_out_why(err, "cannot write events"));
}

int trace_line(struct trace *t, size_t start)
{
	if (record_line(t, start))
		return 0;
	return ss_view_line(&t->view, &t->out.buf, start);
}
