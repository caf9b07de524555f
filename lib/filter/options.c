// SPDX-License-Identifier: BSD-2-Clause
#include "filter/options.h"

#include <errno.h>
#include <string.h>

#include "core/log.h"

/* Say what is wrong with a value or a file: the command line is, where there is memory. */
static int complain(const struct ss_rules *r, int err)
{
	if (err == -ENOMEM)
		return ss_error(err, "cannot set up the filters");
	ss_error(err, "%s", r->why.data ? r->why.data : "cannot set up the filters");
	return SS_EXIT_USAGE;
}

/* The same of a value, which --help says something about. */
static int complain_of_option(const struct ss_rules *r, int err)
{
	int result = complain(r, err);

	return result == SS_EXIT_USAGE ? ss_cli_try_help() : result;
}

/* After a name that is none, and near to none: those before END that there are. */
static void list_criteria(struct ss_rules *r, const char *pair, enum ss_criterion end)
{
	size_t len = strcspn(pair, "=");

	if (!len || !pair[len] || strchr(r->why.data ? r->why.data : "(", '('))
		return;
	for (enum ss_criterion by = 0; by < end; by++)
		if (strlen(ss_criterion_names[by]) == len &&
		    !memcmp(ss_criterion_names[by], pair, len))
			return;
	for (enum ss_criterion by = 0; by < end; by++)
		ss_strbuf_printf(&r->why, "%s%s", by ? ", " : " (there are ",
				 ss_criterion_names[by]);
	ss_strbuf_str(&r->why, ")");
}

int ss_filter_add(const struct ss_filter_options *f, struct ss_rules *r, enum ss_criterion end)
{
	int err = 0;

	for (enum ss_criterion by = 0; by < end; by++)
		for (size_t i = 0; i < f->by[by].count && !err; i++)
			err = ss_rules_option(r, by, f->by[by].items[i]);
	for (size_t i = 0; i < f->not .count && !err; i++) {
		err = ss_rules_not(r, f->not .items[i], end);
		if (err == -EINVAL)
			list_criteria(r, f->not .items[i], end);
	}
	return err ? complain_of_option(r, err) : 0;
}

int ss_filter_rules(const struct ss_filter_options *f, struct ss_rules **rules)
{
	struct ss_rules *r = *rules = ss_rules_new();
	int err;

	if (!r)
		return ss_error(-errno, "cannot set up the filters");
	err = ss_filter_add(f, r, SS_CRITERIA);
	if (err)
		return err;
	for (size_t i = 0; i < f->files.count && !err; i++)
		err = ss_rules_file(r, f->files.items[i]);
	if (!err)
		err = ss_rules_compile(r);
	return err ? complain(r, err) : 0;
}
