#include "app/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum { ANSWER_MAX = 64 * 1024 }; /* bytes of an answer that are read */

struct http {
    struct http_options options;
    CURL *curl;
    struct curl_slist *headers;
    struct str answer;
};

/* ---- URL and headers. ---- */

enum status http_check_url(const char *url, struct fault_text *why)
{
    CURLU *parsed = curl_url();
    char *scheme = NULL, *host = NULL;
    bool good = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(parsed);
    if (good)
        return STATUS_OK;
    return fault_set(why, STATUS_USAGE,
                     "'%s' is no URL of a collector; give one like http://localhost:4318", url);
}

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* false: a control character. */
static bool decode(const char *text, size_t n, struct str *out)
{
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c == '%' && i + 2 < n && isxdigit((unsigned char)text[i + 1]) &&
            isxdigit((unsigned char)text[i + 2])) {
            c = (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        }
        if (iscntrl((unsigned char)c))
            return false;
        str_addc(out, c);
    }
    return true;
}

static bool is_token(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("!#$%&'*+-.^_`|~", text[i]))
            return false;
    return n > 0;
}

static const char *trim(const char *text, size_t *n)
{
    while (*n && isspace((unsigned char)*text))
        text++, --*n;
    while (*n && isspace((unsigned char)text[*n - 1]))
        --*n;
    return text;
}

static bool add_header(struct http *h, const char *item, size_t n)
{
    const char *equals = memchr(item, '=', n);
    struct str line = STR_INIT;
    if (!equals)
        return false;
    size_t name_len = (size_t)(equals - item), value_len = n - name_len - 1;
    const char *name = trim(item, &name_len), *value = trim(equals + 1, &value_len);
    str_addn(&line, name, name_len);
    str_add(&line, ": ");
    bool good = is_token(name, name_len) && decode(value, value_len, &line);
    if (good)
        h->headers = curl_slist_append(h->headers, str_text(&line));
    str_release(&line);
    return good;
}

static enum status add_headers(struct http *h, const char *list, struct fault_text *why)
{
    h->headers = curl_slist_append(h->headers, "Content-Type: application/json");
    h->headers = curl_slist_append(h->headers, "Expect:"); /* no pause before the body */
    for (const char *item = list; *item;) {
        size_t n = strcspn(item, ",");
        if (!add_header(h, item, n)) /* its value may be a secret, so it is not repeated */
            return fault_set(why, STATUS_USAGE,
                             "OTEL_EXPORTER_OTLP_HEADERS: what begins at character %u is not of the "
                             "form key=value",
                             (unsigned)(item - list) + 1);
        item += n + (item[n] == ',');
    }
    return STATUS_OK;
}

/* ---- The handle. ---- */

static size_t take_answer(char *bytes, size_t size, size_t n, void *ctx)
{
    struct http *h = ctx;
    if (h->answer.len + size * n > ANSWER_MAX)
        return 0; /* no collector says so much: the request fails */
    str_addn(&h->answer, bytes, size * n);
    return size * n;
}

static int progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct http *h = ctx;
    (void)a, (void)b, (void)c, (void)d;
    return h->options.abort && h->options.abort(h->options.ctx);
}

static void set_options(struct http *h)
{
    CURL *c = h->curl;
    long ms = (long)(h->options.timeout / NS_PER_MS);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->headers);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "rxscope/" RXSCOPE_VERSION);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms ? ms : 1L);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
}

enum status http_new(struct http **out, const struct http_options *o, struct fault_text *why)
{
    struct http *h = mem_zalloc(sizeof *h);
    *out = NULL;
    h->options = *o;
    enum status status = STATUS_OK;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(h->curl = curl_easy_init()))
        status = fault_set(why, STATUS_NOMEM, "libcurl cannot be used");
    if (status == STATUS_OK)
        status = add_headers(h, o->headers, why);
    if (status != STATUS_OK) {
        http_free(h);
        return status;
    }
    set_options(h);
    *out = h;
    return STATUS_OK;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->curl);
    curl_slist_free_all(h->headers);
    str_release(&h->answer);
    free(h);
}

/* ---- Answers. ---- */

static uint64_t number_of(const json_t *v)
{
    if (json_is_integer(v))
        return json_integer_value(v) > 0 ? (uint64_t)json_integer_value(v) : 0;
    return json_is_string(v) ? strtoull(json_string_value(v), NULL, 10) : 0;
}

/* {"partialSuccess":{"rejectedSpans":"5","errorMessage":"…"}}; whatever else came with a success is
 * one. */
static void read_success(struct http *h, struct http_answer *out)
{
    json_t *o = json_loadb(str_text(&h->answer), h->answer.len, 0, NULL);
    const json_t *partial = json_object_get(o, "partialSuccess");
    const char *message = json_string_value(json_object_get(partial, "errorMessage"));
    out->outcome = HTTP_DELIVERED;
    out->rejected = number_of(json_object_get(partial, "rejectedSpans")) +
                    number_of(json_object_get(partial, "rejectedDataPoints"));
    if (out->rejected || (message && *message))
        snprintf(out->trouble, sizeof out->trouble, "the collector took only a part: %.400s",
                 message ? message : "no reason given");
    json_decref(o);
}

static bool is_busy(long code)
{
    return code == 429 || code == 502 || code == 503 || code == 504;
}

static void read_code(struct http *h, const char *url, struct http_answer *out)
{
    long code = 0;
    curl_off_t seconds = 0;
    curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &code);
    if (code >= 200 && code < 300) {
        read_success(h, out);
        return;
    }
#if LIBCURL_VERSION_NUM >= 0x074200
    curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &seconds);
#endif
    out->retry_after = seconds > 0 && seconds < 3600 ? (uint64_t)seconds * NS_PER_S : 0;
    out->outcome = is_busy(code) ? HTTP_TRY_AGAIN : HTTP_REFUSED;
    snprintf(out->trouble, sizeof out->trouble, "%.400s answers with status %ld%s", url, code,
             code == 404 ? "; is it the base of an OTLP/HTTP collector?" : "");
}

/* What may be better next time. */
static bool is_passing(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
        return true;
    default:
        return false;
    }
}

void http_post(struct http *h, const char *url, const char *body, struct http_answer *out)
{
    *out = (struct http_answer){.outcome = HTTP_REFUSED};
    str_clear(&h->answer);
    curl_easy_setopt(h->curl, CURLOPT_URL, url);
    curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
    curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body);
    CURLcode code = curl_easy_perform(h->curl);
    if (code == CURLE_OK) {
        read_code(h, url, out);
        return;
    }
    out->outcome = is_passing(code) ? HTTP_TRY_AGAIN : HTTP_REFUSED;
    snprintf(out->trouble, sizeof out->trouble, "%.300s: %.200s", url, curl_easy_strerror(code));
}
