/* SPDX-License-Identifier: BSD-2-Clause */
/* The expression on which a test failed, with what its variables were. */
#ifndef SS_POLICY_TEST_WHERE_H
#define SS_POLICY_TEST_WHERE_H

#include "rego/rego.h"
#include "trace.h"

/* Of the first COUNT steps, as opa test --var-values prints it; nothing when none failed. */
void test_where(struct ss_strbuf *out, int indent, const struct rego_policy *p,
		const struct trace *t, size_t count);

#endif
