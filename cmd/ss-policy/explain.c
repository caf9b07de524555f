// SPDX-License-Identifier: BSD-2-Clause
#include "explain.h"

#include <errno.h>
#include <stdio.h>

#include "core/log.h"
#include "rego/yaml/rules.h"

static const struct ss_opt options[] = { { 0 } };

const struct ss_cmd explain_command = {
	.name = "ss-policy",
	.verb = "explain-yaml",
	.summary = "Print the Rego that rules in YAML mean.",
	.operands = "FILE...",
	.options = options,
};

static int explain(const char *path)
{
	struct ss_config file = { 0 };
	struct ss_strbuf rego = { 0 };
	int err = ss_config_read(&file, path);

	if (!err)
		err = rego_yaml_rules(&file, &rego);
	if (err == -EINVAL)
		ss_error(0, "%s", file.why.data);
	else if (err)
		ss_error(err, "cannot read '%s'", path);
	else
		err = ss_strbuf_print(&rego);
	ss_config_fini(&file);
	ss_strbuf_fini(&rego);
	return err;
}

int explain_main(int count, char **operands)
{
	int err = 0;

	if (!count)
		ss_cli_usage("which rules?  (ss-policy explain-yaml FILE)");
	for (int i = 0; i < count && !err; i++) {
		if (i)
			putchar('\n');
		err = explain(operands[i]);
	}
	return err;
}
