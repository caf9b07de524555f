// SPDX-License-Identifier: BSD-2-Clause
#include "core/metrics.h"

#include <inttypes.h>

#include "core/clock.h"

void ss_metric_begin(struct ss_strbuf *out, const char *name, const char *type, const char *help)
{
	ss_strbuf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void ss_metric_label(struct ss_strbuf *out, const char *name, const char *value)
{
	ss_strbuf_printf(out, "%s=\"", name);
	for (const char *c = value ? value : ""; *c; c++) {
		if (*c == '"' || *c == '\\')
			ss_strbuf_char(out, '\\');
		if (*c == '\n')
			ss_strbuf_str(out, "\\n");
		else
			ss_strbuf_char(out, *c);
	}
	ss_strbuf_char(out, '"');
}

void ss_metric_seconds(struct ss_strbuf *out, uint64_t ns)
{
	ss_strbuf_printf(out, "%" PRIu64 ".%09" PRIu64, ns / SS_NS_PER_SEC, ns % SS_NS_PER_SEC);
}
