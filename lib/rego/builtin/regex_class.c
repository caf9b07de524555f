/* SPDX-License-Identifier: BSD-2-Clause */
/* The classes \p{...} that Go knows in Unicode 15, and what they are for RE2, which has an older
 * list and no names but its own. */
#include "rego/builtin/regex_class.h"

#include <stdlib.h>
#include <string.h>

/* RE2 has them by the same name.  These tables are sorted by name. */
static const char *const same[] = {
	"Adlam",       "Ahom",	     "Arabic",	    "Armenian",	  "Avestan",	"Balinese",
	"Bamum",       "Batak",	     "Bengali",	    "Bhaiksuki",  "Bopomofo",	"Brahmi",
	"Braille",     "Buginese",   "Buhid",	    "Carian",	  "Cc",		"Cf",
	"Chakma",      "Cham",	     "Cherokee",    "Chorasmian", "Co",		"Common",
	"Coptic",      "Cs",	     "Cuneiform",   "Cypriot",	  "Cyrillic",	"Deseret",
	"Devanagari",  "Dogra",	     "Duployan",    "Elbasan",	  "Elymaic",	"Ethiopic",
	"Georgian",    "Glagolitic", "Gothic",	    "Grantha",	  "Greek",	"Gujarati",
	"Gurmukhi",    "Han",	     "Hangul",	    "Hanunoo",	  "Hatran",	"Hebrew",
	"Hiragana",    "Inherited",  "Javanese",    "Kaithi",	  "Kannada",	"Katakana",
	"Kharoshthi",  "Khmer",	     "Khojki",	    "Khudawadi",  "L",		"Lao",
	"Latin",       "Lepcha",     "Limbu",	    "Lisu",	  "Ll",		"Lm",
	"Lo",	       "Lt",	     "Lu",	    "Lycian",	  "Lydian",	"M",
	"Mahajani",    "Makasar",    "Malayalam",   "Mandaic",	  "Manichaean", "Marchen",
	"Mc",	       "Me",	     "Medefaidrin", "Miao",	  "Mn",		"Modi",
	"Mongolian",   "Mro",	     "Multani",	    "Myanmar",	  "N",		"Nabataean",
	"Nandinagari", "Nd",	     "Newa",	    "Nko",	  "Nl",		"No",
	"Nushu",       "Ogham",	     "Oriya",	    "Osage",	  "Osmanya",	"P",
	"Palmyrene",   "Pc",	     "Pd",	    "Pe",	  "Pf",		"Phoenician",
	"Pi",	       "Po",	     "Ps",	    "Rejang",	  "Runic",	"S",
	"Samaritan",   "Saurashtra", "Sc",	    "Sharada",	  "Shavian",	"Siddham",
	"Sinhala",     "Sk",	     "Sm",	    "So",	  "Sogdian",	"Soyombo",
	"Sundanese",   "Syriac",     "Tagalog",	    "Tagbanwa",	  "Takri",	"Tamil",
	"Tangsa",      "Tangut",     "Telugu",	    "Thaana",	  "Thai",	"Tibetan",
	"Tifinagh",    "Tirhuta",    "Toto",	    "Ugaritic",	  "Vai",	"Vithkuqi",
	"Wancho",      "Yezidi",     "Yi",	    "Z",	  "Zl",		"Zp",
	"Zs",
};

static const struct alias {
	const char *name, *re2;
} aliases[] = {
	{ "Closepunctuation", "Pe" },
	{ "Cntrl", "Cc" },
	{ "Combiningmark", "M" },
	{ "Connectorpunctuation", "Pc" },
	{ "Control", "Cc" },
	{ "Currencysymbol", "Sc" },
	{ "Dashpunctuation", "Pd" },
	{ "Decimalnumber", "Nd" },
	{ "Digit", "Nd" },
	{ "Enclosingmark", "Me" },
	{ "Finalpunctuation", "Pf" },
	{ "Format", "Cf" },
	{ "Initialpunctuation", "Pi" },
	{ "Letter", "L" },
	{ "Letternumber", "Nl" },
	{ "Lineseparator", "Zl" },
	{ "Lowercaseletter", "Ll" },
	{ "Mark", "M" },
	{ "Mathsymbol", "Sm" },
	{ "Modifierletter", "Lm" },
	{ "Modifiersymbol", "Sk" },
	{ "Nonspacingmark", "Mn" },
	{ "Number", "N" },
	{ "Openpunctuation", "Ps" },
	{ "Otherletter", "Lo" },
	{ "Othernumber", "No" },
	{ "Otherpunctuation", "Po" },
	{ "Othersymbol", "So" },
	{ "Paragraphseparator", "Zp" },
	{ "Privateuse", "Co" },
	{ "Punct", "P" },
	{ "Punctuation", "P" },
	{ "Separator", "Z" },
	{ "Spaceseparator", "Zs" },
	{ "Spacingmark", "Mc" },
	{ "Surrogate", "Cs" },
	{ "Symbol", "S" },
	{ "Titlecaseletter", "Lt" },
	{ "Uppercaseletter", "Lu" },
};

static const struct rego_runes all = { 0, 0x10ffff }, ascii = { 0, 0x7f };
static const struct rego_rune_list any_list = { &all, 1 }, ascii_list = { &ascii, 1 };

/* What RE2 has not. */
static const struct listed {
	const char *name;
	struct rego_class class;
} listed[] = {
	{ "Any", { .runes = &any_list } },
	{ "Ascii", { .runes = &ascii_list } },
	{ "Assigned", { .runes = &rego_unassigned, .negated = true } },
	{ "C", { .runes = &rego_unassigned, .more = &rego_special } },
	{ "Casedletter", { .runes = &rego_cased } },
	{ "Cn", { .runes = &rego_unassigned } },
	{ "Kawi", { .runes = &rego_kawi } },
	{ "Lc", { .runes = &rego_cased } },
	{ "Other", { .runes = &rego_unassigned, .more = &rego_special } },
	{ "Unassigned", { .runes = &rego_unassigned } },
};

static int by_name(const void *name, const void *item)
{
	return strcmp(name, *(const char *const *)item);
}

#define FIND(name, table)                                                                          \
	bsearch(name, table, sizeof(table) / sizeof(*(table)), sizeof(*(table)), by_name)

bool rego_class_find(const char *name, struct rego_class *class)
{
	const char *const *equal = FIND(name, same);
	const struct alias *alias = FIND(name, aliases);
	const struct listed *own = FIND(name, listed);

	if (equal)
		*class = (struct rego_class){ .re2 = *equal };
	else if (alias)
		*class = (struct rego_class){ .re2 = alias->re2 };
	else if (own)
		*class = own->class;
	return equal || alias || own;
}
