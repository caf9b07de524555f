// SPDX-License-Identifier: BSD-2-Clause
/* Signatures of tokens that were found to fit are remembered: only these, and byte for byte. */
#include "rego_builtin.h"

/* A token of alice's, and the same with another payload and with another signature. */
#define HEAD  "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9."
#define ALICE "eyJzdWIiOiJhbGljZSIsInJvbGVzIjpbInVzZXIiLCJhZG1pbiJdfQ."
#define SIGNED \
	"1snvXCi8RJHeZVSJI7fW76evUqqQfa_pKkL5XDyp5mbNMlWKEu_VXXacGaKeGsOKGypxJYSYSes57Jmc6WcuEQ"
#define OTHER_SIGNED \
	"1snvXCi8RJHeZVSJI7fW76evUqqQfa_pKkL5XDyp5mbNMlWKEu_VXXacGaKeGsOKGypxJYSYSes57Jmc6WcuEg"

#define PEM(a, b) \
	"-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" a "\\n" b \
	"\\n-----END PUBLIC KEY-----\\n"
#define KEY                                                 \
	PEM("kZVS6o5C35CxWefZl7/2aG2hAuwe",                 \
	    "5mcAeGU8D1l+mjBSLye6P6M6fGqoivribgEFvG/4F2KfXS2+DsDv+lC7yw==")
#define OTHER_KEY                                           \
	PEM("r93YCF7HXWNplQxSC7jiRMeI6Agl",                 \
	    "+qEzIFLli2ZbCArfLYG3qmCJUmd+PNP1y+e/6JU/5pPijKUhztU5zYj14g==")

static const struct rego_row rows[] = {
	{ "io.jwt.verify_es256", "[\"" HEAD ALICE SIGNED "\",\"" KEY "\"]", "true" },
	{ "io.jwt.verify_es256", "[\"" HEAD ALICE SIGNED "\",\"" OTHER_KEY "\"]", "false" },
	{ "io.jwt.verify_es256", "[\"" HEAD ALICE OTHER_SIGNED "\",\"" KEY "\"]", "false" },
	{ "io.jwt.verify_es256", "[\"" HEAD "eyJzdWIiOiJldmUifQ." SIGNED "\",\"" KEY "\"]",
	  "false" },
	{ "io.jwt.verify_es384", "[\"" HEAD ALICE SIGNED "\",\"" KEY "\"]", "false" },
	{ "io.jwt.verify_rs256", "[\"" HEAD ALICE SIGNED "\",\"" KEY "\"]", "false" },
	{ "io.jwt.decode_verify", "[\"" HEAD ALICE SIGNED "\",{\"cert\":\"" KEY "\",\"iss\":\"x\"}]",
	  "[false, {}, {}]" },
};

/* In any order, and again: what is known changes no answer. */
static void signatures(void)
{
	row_env.cache = rego_cache_new(4);
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
	for (size_t i = sizeof(rows) / sizeof(rows[0]); i--;)
		check_rows(&rows[i], 1);
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
	rego_cache_free(row_env.cache);
	row_env.cache = NULL;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static const struct check_case cases[] = {
	{ "a signature that fits is remembered", signatures },
};

CHECK_MAIN(cases)
