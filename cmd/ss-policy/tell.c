// SPDX-License-Identifier: BSD-2-Clause
#include "tell.h"

#include "core/log.h"
#include "core/strbuf.h"

void tell_errors(const struct rego_errors *e, const char *when)
{
	struct ss_strbuf out = { 0 };
	uint32_t n = 0;

	for (const struct rego_error *x = e->first; x; x = x->next)
		n++;
	if (n == 1)
		ss_strbuf_printf(&out, "1 error occurred%s: ", when);
	else
		ss_strbuf_printf(&out, "%u errors occurred%s:\n", n, when);
	for (const struct rego_error *x = e->first; x; x = x->next) {
		rego_error_write(&out, x);
		ss_strbuf_char(&out, '\n');
	}
	ss_say(out.data, out.len);
	ss_strbuf_fini(&out);
}
