// SPDX-License-Identifier: BSD-2-Clause
/* Signatures of tokens that were found to fit are remembered: only these, and byte for byte. */
#include "rego_builtin.h"

/* A token of alice's, and the same with another payload and with another signature. */
#define HEAD  "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9."
#define ALICE "eyJzdWIiOiJhbGljZSIsInJvbGVzIjpbInVzZXIiLCJhZG1pbiJdfQ."
#define SIGNED                                                                                     \
	"1snvXCi8RJHeZVSJI7fW76evUqqQfa_pKkL5XDyp5mbNMlWKEu_VXXacGaKeGsOKGypxJYSYSes57Jmc6WcuEQ"
#define OTHER_SIGNED                                                                               \
	"1snvXCi8RJHeZVSJI7fW76evUqqQfa_pKkL5XDyp5mbNMlWKEu_VXXacGaKeGsOKGypxJYSYSes57Jmc6WcuEg"

#define PEM(a, b)                                                                                  \
	"-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" a "\\n" b              \
	"\\n-----END PUBLIC KEY-----\\n"
#define KEY                                                                                        \
	PEM("kZVS6o5C35CxWefZl7/2aG2hAuwe",                                                        \
	    "5mcAeGU8D1l+mjBSLye6P6M6fGqoivribgEFvG/4F2KfXS2+DsDv+lC7yw==")
#define OTHER_KEY                                                                                  \
	PEM("r93YCF7HXWNplQxSC7jiRMeI6Agl",                                                        \
	    "+qEzIFLli2ZbCArfLYG3qmCJUmd+PNP1y+e/6JU/5pPijKUhztU5zYj14g==")

static const struct row {
	const char *name, *args, *want;
} rows[] = {
	{ "io.jwt.verify_es256", "[\"" HEAD ALICE SIGNED "\",\"" KEY "\"]", "true" },
	{ "io.jwt.verify_es256", "[\"" HEAD ALICE SIGNED "\",\"" OTHER_KEY "\"]", "false" },
	{ "io.jwt.verify_es256", "[\"" HEAD ALICE OTHER_SIGNED "\",\"" KEY "\"]", "false" },
	{ "io.jwt.verify_es256", "[\"" HEAD "eyJzdWIiOiJldmUifQ." SIGNED "\",\"" KEY "\"]",
	  "false" },
	{ "io.jwt.verify_es384", "[\"" HEAD ALICE SIGNED "\",\"" KEY "\"]", "false" },
	{ "io.jwt.verify_rs256", "[\"" HEAD ALICE SIGNED "\",\"" KEY "\"]", "false" },
	{ "io.jwt.decode_verify",
	  "[\"" HEAD ALICE SIGNED "\",{\"cert\":\"" KEY "\",\"iss\":\"x\"}]", "[false, {}, {}]" },
};

#define COUNT (sizeof(rows) / sizeof(rows[0]))

static void check_row(const struct row *r)
{
	if (!check_str(row_call(r->name, r->args), r->want))
		printf("# of %s(%s)\n", r->name, r->args);
}

/* In any order, and again, with less room than there are: what is known changes no answer. */
static void signatures(void)
{
	row_env.cache = rego_cache_new(4);
	for (size_t i = 0; i < COUNT; i++)
		check_row(&rows[i]);
	for (size_t i = COUNT; i--;)
		check_row(&rows[i]);
	rows_end();
	for (size_t i = 0; i < 2 * COUNT; i++)
		check_row(&rows[i % COUNT]);
	rows_end();
}

static const struct check_case cases[] = {
	{ "a signature that fits is remembered", signatures },
};

CHECK_MAIN(cases)
