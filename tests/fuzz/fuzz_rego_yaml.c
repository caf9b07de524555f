// SPDX-License-Identifier: BSD-2-Clause
/*
 * Policies in YAML: what is refused has a reason of one line with its place; what is accepted
 * is Rego that compiles, so that no error is ever about text that nobody wrote.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/rego.h"
#include "rego/yaml/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void compile(const struct ss_strbuf *rego)
{
	struct rego_options o = { .version = REGO_V1, .memory = (size_t)1 << 28 };
	struct rego_policy *p = rego_policy_new(&o);

	must(p != NULL);
	must(!rego_policy_add(p, "f", rego->data, rego->len));
	must(!rego_policy_compile(p));
	rego_policy_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_config file = { 0 };
	struct ss_strbuf rego = { 0 };
	int err = ss_config_parse(&file, "f", (const char *)data, size);

	if (!err)
		err = rego_yaml_rules(&file, &rego);
	must(!err || err == -EINVAL);
	if (err)
		must(file.why.len && !strchr(file.why.data, '\n') &&
		     !strncmp(file.why.data, "f:", 2));
	else
		compile(&rego);
	ss_config_fini(&file);
	ss_strbuf_fini(&rego);
	return 0;
}
