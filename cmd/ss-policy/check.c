// SPDX-License-Identifier: BSD-2-Clause
/* What is wrong with policies, as opa check says it. */
#include "check.h"

#include <errno.h>
#include <string.h>

#include "core/log.h"
#include "limits.h"
#include "load.h"
#include "schema.h"
#include "tell.h"

enum format { PRETTY, JSON };

static struct load_options load;
static const char *schema_path;
static struct limits limits;
static bool bundles, strict, v0, both;
static int format;
static uint64_t most = 10;

static const struct ss_opt options[] = {
	{ "bundle", 'b', NULL, SS_OPT_FLAG, &bundles, "the operands are bundles" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &load.ignore, "pass over files of such names" },
	{ "skip-verify", 0, NULL, SS_OPT_FLAG, &load.skip_verify,
	  "take signed bundles unverified" },
	{ "format", 'f', "pretty|json", SS_OPT_CHOICE, &format, "for people or for programs" },
	{ "max-errors", 'm', "N", SS_OPT_U64, &most, "of the compiler, then stop; 0: all (10)" },
	{ "schema", 's', "FILE", SS_OPT_STR, &schema_path,
	  "JSON schema of the input, or a folder" },
	{ "strict", 'S', NULL, SS_OPT_FLAG, &strict, "unused variables and imports are errors" },
	LOAD_OPTIONS(limits),
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ "v0-v1", 0, NULL, SS_OPT_FLAG, &both, "policies are to be both v0 and v1" },
	{ 0 },
};

const struct ss_cmd check_command = {
	.name = "ss-policy",
	.verb = "check",
	.summary = "Tell what is wrong with policies.",
	.operands = "PATH...",
	.options = options,
};

static void tell(const struct rego_errors *e, const char *when)
{
	struct ss_strbuf out = { 0 };

	if (format == JSON)
		tell_json(&out, e);
	else
		tell_text(&out, e, when);
	ss_say(out.data, out.len);
	ss_strbuf_fini(&out);
}

static int check(const char *schemas)
{
	struct rego_options o = { .version = both ? REGO_V0_V1
					     : v0 ? REGO_V0
						  : REGO_V1,
				  .strict = strict,
				  .keep_print = true,
				  .no_path_check = !bundles,
				  .schemas = schemas,
				  .most_errors = (uint32_t)most };
	const char *when = " during loading";
	struct loaded loaded = { 0 };
	struct rego_policy *p;
	int err;

	limits_policy(&limits, &o);
	p = rego_policy_new(&o);
	if (!p)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(p, &load, &loaded);
	if (!err) {
		when = "";
		err = rego_policy_compile(p);
	}
	if (err == -EINVAL)
		tell(rego_policy_errors(p), when);
	load_fini(&loaded);
	rego_policy_free(p);
	return err ? SS_EXIT_FAILURE : 0;
}

int check_main(int count, char **operands)
{
	static const char *data[64] = { "*.json", "*.yaml", "*.yml" };
	struct ss_strlist paths = { .items = (const char **)operands, .count = count };
	struct ss_strbuf schemas = { 0 };
	size_t n = 3;
	int err;

	if (!count)
		ss_cli_usage("specify at least one file");
	*(bundles ? &load.bundles : &load.data) = paths;
	if (!bundles) {
		/* Only policies are looked at. */
		for (size_t i = 0; i < load.ignore.count && n < 64; i++)
			data[n++] = load.ignore.items[i];
		load.ignore = (struct ss_strlist){ .items = data, .count = n };
	}
	err = schemas_load(schema_path, &schemas);
	if (!err)
		err = check(schemas.data);
	ss_strbuf_fini(&schemas);
	return err;
}
