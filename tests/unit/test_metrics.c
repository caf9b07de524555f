// SPDX-License-Identifier: BSD-2-Clause
#include "core/metrics.h"

#include "check.h"

static void text_format(void)
{
	struct ss_strbuf out = { 0 };

	ss_metric_begin(&out, "ss_x_total", "counter", "What it is.");
	check_str(out.data, "# HELP ss_x_total What it is.\n# TYPE ss_x_total counter\n");
	ss_strbuf_clear(&out);
	ss_metric_label(&out, "name", "a \"quoted\" \\ and\nbroken one");
	ss_metric_label(&out, "none", NULL);
	check_str(out.data, "name=\"a \\\"quoted\\\" \\\\ and\\nbroken one\"none=\"\"");
	ss_strbuf_fini(&out);
}

static void times(void)
{
	struct ss_strbuf out = { 0 };

	ss_metric_seconds(&out, 1000000001);
	ss_strbuf_char(&out, ' ');
	ss_metric_seconds(&out, UINT64_MAX);
	check_str(out.data, "1.000000001 18446744073.709551615");
	ss_strbuf_fini(&out);
}

static const struct check_case cases[] = {
	{ "names, labels and what stands before them", text_format },
	{ "nanoseconds as seconds", times },
};

CHECK_MAIN(cases)
