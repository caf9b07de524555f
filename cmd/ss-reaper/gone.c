// SPDX-License-Identifier: BSD-2-Clause
#include "gone.h"

#include "filter/gone.h"

void gone_warn(const struct ss_reap_config *c)
{
	ss_filter_warn_gone(c->scope, c->used, NULL);
	ss_filter_warn_gone(c->scope, c->protects, "protect");
	/* Whom a rule is about may see other files than we do; who is to be safe is worth a word. */
	ss_filter_warn_files(c->scope, c->protects, "protect");
	ss_filter_warn_files_not(c->scope, c->used);
}
