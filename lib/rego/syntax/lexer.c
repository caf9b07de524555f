/* SPDX-License-Identifier: BSD-2-Clause */
/* The lexer.  Positions, the text of tokens and what is an error are as in OPA, down to the odd
 * cases (a word before a character that no token begins with keeps that character's first bytes),
 * since they show in messages. */
#include "rego/syntax/lexer.h"

#include "core/utf8.h"

#define BOM 0xfeff
/* More mistakes in one text than anybody reads: later ones are not noted. */
#define MOST_ERRORS 10000

static void lex_error(struct rego_lexer *l, const char *message)
{
	struct rego_lex_error *e;

	if (l->error_count >= MOST_ERRORS)
		return;
	l->error_count++;
	e = rego_new(l->arena, struct rego_lex_error);
	e->message = message;
	e->before = l->errors;
	l->errors = e;
}

static void decode_wide(struct rego_lexer *l)
{
	const unsigned char *s = (const unsigned char *)l->text + l->next;
	bool valid;
	size_t n = ss_utf8_sequence(l->text + l->next, l->len - l->next, &valid);

	if (!valid) {
		l->ch = 0xfffd;
		lex_error(l, "illegal utf-8 character");
		return;
	}
	l->width = (uint32_t)n;
	if (n == 2)
		l->ch = (s[0] & 0x1f) << 6 | (s[1] & 0x3f);
	else if (n == 3)
		l->ch = (s[0] & 0xf) << 12 | (s[1] & 0x3f) << 6 | (s[2] & 0x3f);
	else
		l->ch = (s[0] & 7) << 18 | (s[1] & 0x3f) << 12 | (s[2] & 0x3f) << 6 | (s[3] & 0x3f);
	if (l->ch == BOM && l->next > 0)
		lex_error(l, "illegal byte-order mark");
}

static void next(struct rego_lexer *l)
{
	if (l->next >= l->len) {
		l->ch = -1;
		l->next = l->len + 1;
		return;
	}
	l->ch = (unsigned char)l->text[l->next];
	l->width = 1;
	if (l->ch == 0)
		lex_error(l, "illegal null character");
	else if (l->ch >= 0x80)
		decode_wide(l);
	l->next += l->width;
	if (l->ch == '\n') {
		l->row++;
		l->col = 0;
	} else {
		l->col++;
	}
}

void rego_lexer_init(struct rego_lexer *l, struct rego_arena *a, const char *text, uint32_t len,
		     uint32_t keywords)
{
	*l = (struct rego_lexer){
		.arena = a, .text = text, .len = len, .row = 1, .ch = -1, .keywords = keywords
	};
	next(l);
	if (l->ch == BOM)
		next(l);
}

static bool is_letter(int32_t c)
{
	int32_t lower = c | 0x20;

	return ('a' <= lower && lower <= 'z') || c == '_';
}

static bool is_decimal(int32_t c)
{
	return '0' <= c && c <= '9';
}

/* The zero of each row of ten digits (Unicode category Nd). */
static const uint32_t zeros[] = {
	0x660,	 0x6f0,	  0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,	0xbe6,	 0xc66,
	0xce6,	 0xd66,	  0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,	0x17e0,	 0x1810,
	0x1946,	 0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,	0xa620,	 0xa8d0,
	0xa900,	 0xa9d0,  0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0,
	0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
	0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2,
	0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
};

static bool is_digit(int32_t c)
{
	if (c < 0x80)
		return is_decimal(c);
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
		if ((uint32_t)c >= zeros[i] && (uint32_t)c < zeros[i] + 10)
			return true;
	}
	return false;
}

/* From start to the current character, as OPA cuts it: one byte before the end of that. */
static void set_text(const struct rego_lexer *l, uint32_t start, struct rego_lexeme *x)
{
	x->text = l->text + start;
	x->len = l->next - 1 - start;
}

static void lex_word(struct rego_lexer *l, struct rego_lexeme *x)
{
	uint32_t start = l->next - 1;

	while (is_letter(l->ch) || is_digit(l->ch))
		next(l);
	set_text(l, start, x);
	x->token = rego_keyword(x->text, x->len, l->keywords);
}

static bool skip_decimals(struct rego_lexer *l)
{
	bool found = false;

	while (is_decimal(l->ch)) {
		next(l);
		found = true;
	}
	return found;
}

static void lex_number(struct rego_lexer *l, struct rego_lexeme *x)
{
	uint32_t start = l->next - 1;

	x->token = TOK_NUMBER;
	skip_decimals(l);
	if (l->ch == '.') {
		next(l);
		if (!skip_decimals(l))
			lex_error(l, "expected fraction");
	}
	if (l->ch == 'e' || l->ch == 'E') {
		next(l);
		if (l->ch == '+' || l->ch == '-')
			next(l);
		if (!skip_decimals(l))
			lex_error(l, "expected exponent");
	}
	if (is_letter(l->ch)) {
		lex_error(l, "illegal number format");
		while (is_letter(l->ch) || is_digit(l->ch))
			next(l);
	}
	set_text(l, start, x);
}

/* Where a literal began whose opening character was just passed. */
static uint32_t literal_start(const struct rego_lexer *l)
{
	uint32_t back = l->width + 1;

	return l->next > back ? l->next - back : 0;
}

static void lex_escape(struct rego_lexer *l)
{
	switch (l->ch) {
	case '\\':
	case '"':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't': next(l); break;
	case 'u':
		for (int i = 0; i < 4; i++)
			next(l);
		break;
	default: lex_error(l, "illegal escape sequence");
	}
}

static void lex_string(struct rego_lexer *l, struct rego_lexeme *x)
{
	uint32_t start = literal_start(l);

	x->token = TOK_STRING;
	for (;;) {
		int32_t c = l->ch;

		if (c == '\n' || c < 0) {
			lex_error(l, "non-terminated string");
			break;
		}
		next(l);
		if (c == '"')
			break;
		if (c == '\\')
			lex_escape(l);
	}
	set_text(l, start, x);
}

static void lex_raw_string(struct rego_lexer *l, struct rego_lexeme *x)
{
	uint32_t start = literal_start(l);

	x->token = TOK_STRING;
	for (;;) {
		int32_t c = l->ch;

		next(l);
		if (c == '`')
			break;
		if (c < 0) {
			lex_error(l, "non-terminated string");
			break;
		}
	}
	set_text(l, start, x);
}

/* A copy of the text without the backslashes before { . */
static void drop_brace_escapes(struct rego_lexer *l, struct rego_lexeme *x, bool raw)
{
	char *out = rego_alloc(l->arena, x->len + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->len; i++) {
		if (x->text[i] == '\\' && i + 1 < x->len) {
			if (x->text[i + 1] == '{')
				i++;
			else if (!raw)
				out[n++] = x->text[i++];
		}
		out[n++] = x->text[i];
	}
	out[n] = '\0';
	x->text = out;
	x->len = n;
}

static void lex_template(struct rego_lexer *l, struct rego_lexeme *x, bool raw)
{
	uint32_t start = literal_start(l);
	bool escaped = false;

	x->token = raw ? TOK_RAW_TEMPLATE_PART : TOK_TEMPLATE_PART;
	for (;;) {
		int32_t c = l->ch;

		if ((c == '\n' && !raw) || c < 0) {
			lex_error(l, "non-terminated string");
			break;
		}
		next(l);
		if (c == (raw ? '`' : '"')) {
			x->token = raw ? TOK_RAW_TEMPLATE_END : TOK_TEMPLATE_END;
			break;
		}
		if (c == '{')
			break;
		if (c == '\\' && l->ch == '{') {
			escaped = true;
			next(l);
		} else if (c == '\\' && !raw) {
			lex_escape(l);
		}
	}
	set_text(l, start, x);
	if (escaped)
		drop_brace_escapes(l, x, raw);
}

static void lex_comment(struct rego_lexer *l, struct rego_lexeme *x)
{
	uint32_t start = literal_start(l);

	x->token = TOK_COMMENT;
	while (l->ch != '\n' && l->ch != -1)
		next(l);
	set_text(l, start, x);
	if (l->next > 1 && l->next - 2 < l->len && l->text[l->next - 2] == '\r')
		x->len--;
}

static enum rego_token one_or_two(struct rego_lexer *l, enum rego_token one, enum rego_token two)
{
	if (l->ch != '=')
		return one;
	next(l);
	return two;
}

static enum rego_token lex_operator(struct rego_lexer *l, int32_t c)
{
	static const struct {
		char c;
		uint8_t token;
	} single[] = {
		{ '[', TOK_LBRACK }, { ']', TOK_RBRACK }, { '{', TOK_LBRACE },
		{ '}', TOK_RBRACE }, { '(', TOK_LPAREN }, { ')', TOK_RPAREN },
		{ ',', TOK_COMMA },  { '+', TOK_ADD },	  { '-', TOK_SUB },
		{ '*', TOK_MUL },    { '/', TOK_QUO },	  { '%', TOK_REM },
		{ '&', TOK_AND },    { '|', TOK_OR },	  { ';', TOK_SEMICOLON },
		{ '.', TOK_DOT },
	};

	switch (c) {
	case -1: return TOK_EOF;
	case ':': return one_or_two(l, TOK_COLON, TOK_ASSIGN);
	case '=': return one_or_two(l, TOK_UNIFY, TOK_EQUAL);
	case '>': return one_or_two(l, TOK_GT, TOK_GTE);
	case '<': return one_or_two(l, TOK_LT, TOK_LTE);
	case '!':
		if (l->ch != '=')
			lex_error(l, "illegal ! character");
		return one_or_two(l, TOK_ILLEGAL, TOK_NEQ);
	default:
		for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
			if (single[i].c == c)
				return single[i].token;
		}
		return TOK_ILLEGAL;
	}
}

static void lex_other(struct rego_lexer *l, struct rego_lexeme *x)
{
	int32_t c = l->ch;

	next(l);
	switch (c) {
	case '#': lex_comment(l, x); break;
	case '"': lex_string(l, x); break;
	case '`': lex_raw_string(l, x); break;
	case '$':
		if (l->ch == '`' || l->ch == '"') {
			bool raw = l->ch == '`';

			next(l);
			lex_template(l, x, raw);
		} else {
			lex_error(l, "illegal $ character");
		}
		break;
	default: x->token = lex_operator(l, c);
	}
}

void rego_lex(struct rego_lexer *l, enum rego_lex_mode mode, struct rego_lexeme *x)
{
	*x = (struct rego_lexeme){
		.start = l->next - l->width, .row = l->row, .col = l->col, .text = ""
	};
	if (mode != LEX_CODE) {
		lex_template(l, x, mode == LEX_RAW_TEMPLATE);
	} else if (l->ch == ' ' || l->ch == '\t' || l->ch == '\n' || l->ch == '\r') {
		x->token = TOK_SPACE;
		x->text = l->text + l->next - 1;
		x->len = 1;
		next(l);
	} else if (is_letter(l->ch)) {
		lex_word(l, x);
	} else if (is_decimal(l->ch)) {
		lex_number(l, x);
	} else {
		lex_other(l, x);
	}
	x->end = l->next - l->width;
	x->errors = l->errors;
	l->errors = NULL;
}
