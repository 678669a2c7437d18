#include "tests/support/otlpcheck.h"

#include <check.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* A type is a scalar's name, a message, or "[]" and a message; `must`: has to be there. */
static const struct rule {
    const char *message, *field, *type;
    bool must;
} rules[] = {
    {"ExportTraceServiceRequest", "resourceSpans", "[]ResourceSpans", true},
    {"ResourceSpans", "resource", "Resource", true},
    {"ResourceSpans", "scopeSpans", "[]ScopeSpans", true},
    {"ScopeSpans", "scope", "InstrumentationScope", true},
    {"ScopeSpans", "spans", "[]Span", true},
    {"Resource", "attributes", "[]KeyValue", true},
    {"InstrumentationScope", "name", "string", true},
    {"InstrumentationScope", "version", "string", false},
    {"Span", "traceId", "hex32", true},
    {"Span", "spanId", "hex16", true},
    {"Span", "parentSpanId", "hex16", false},
    {"Span", "name", "string", true},
    {"Span", "kind", "enum", true},
    {"Span", "startTimeUnixNano", "fixed64", true},
    {"Span", "endTimeUnixNano", "fixed64", true},
    {"Span", "attributes", "[]KeyValue", false},
    {"Span", "status", "Status", false},
    {"Status", "message", "string", false},
    {"Status", "code", "enum", true},
    {"KeyValue", "key", "string", true},
    {"KeyValue", "value", "AnyValue", true},
    {"AnyValue", "stringValue", "string", false},
    {"AnyValue", "boolValue", "bool", false},
    {"AnyValue", "intValue", "int64", false},
    {"AnyValue", "doubleValue", "double", false},
    {"ExportMetricsServiceRequest", "resourceMetrics", "[]ResourceMetrics", true},
    {"ResourceMetrics", "resource", "Resource", true},
    {"ResourceMetrics", "scopeMetrics", "[]ScopeMetrics", true},
    {"ScopeMetrics", "scope", "InstrumentationScope", true},
    {"ScopeMetrics", "metrics", "[]Metric", true},
    {"Metric", "name", "string", true},
    {"Metric", "description", "string", false},
    {"Metric", "unit", "string", false},
    {"Metric", "sum", "Sum", false},
    {"Metric", "gauge", "Gauge", false},
    {"Sum", "dataPoints", "[]NumberDataPoint", true},
    {"Sum", "aggregationTemporality", "enum", true},
    {"Sum", "isMonotonic", "bool", true},
    {"Gauge", "dataPoints", "[]NumberDataPoint", true},
    {"NumberDataPoint", "attributes", "[]KeyValue", false},
    {"NumberDataPoint", "startTimeUnixNano", "fixed64", false},
    {"NumberDataPoint", "timeUnixNano", "fixed64", true},
    {"NumberDataPoint", "asInt", "int64", false},
    {"NumberDataPoint", "asDouble", "double", false},
};

static const struct rule *rule_of(const char *message, const char *field)
{
    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        if (strcmp(rules[i].message, message) == 0 && strcmp(rules[i].field, field) == 0)
            return &rules[i];
    return NULL;
}

static bool is_hex(const json_t *v, size_t n)
{
    const char *text = json_string_value(v);
    bool zero = true;
    if (!text || strlen(text) != n)
        return false;
    for (; *text; text++) {
        if (!isdigit((unsigned char)*text) && !(*text >= 'a' && *text <= 'f'))
            return false;
        zero &= *text == '0';
    }
    return !zero;
}

/* 64-bit numbers are decimal strings. */
static bool is_decimal(const json_t *v)
{
    const char *text = json_string_value(v);
    char again[32];
    if (!text)
        return false;
    snprintf(again, sizeof again, "%" PRIu64, (uint64_t)strtoull(text, NULL, 10));
    return strcmp(again, text) == 0;
}

static bool scalar_fits(const json_t *v, const char *type)
{
    if (strcmp(type, "string") == 0)
        return json_is_string(v);
    if (strcmp(type, "bool") == 0)
        return json_is_boolean(v);
    if (strcmp(type, "enum") == 0)
        return json_is_integer(v);
    if (strcmp(type, "double") == 0)
        return json_is_number(v);
    if (strcmp(type, "hex32") == 0)
        return is_hex(v, 32);
    if (strcmp(type, "hex16") == 0)
        return is_hex(v, 16);
    return is_decimal(v); /* int64, fixed64 */
}

static void check(const json_t *v, const char *type, const char *where);

static void check_message(const json_t *o, const char *message, const char *where)
{
    const char *key;
    json_t *value;
    ck_assert_msg(json_is_object(o), "%s: no %s", where, message);
    json_object_foreach((json_t *)o, key, value)
    {
        const struct rule *r = rule_of(message, key);
        ck_assert_msg(r != NULL, "%s: %s has no field %s", where, message, key);
        check(value, r->type, key);
    }
    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        if (rules[i].must && strcmp(rules[i].message, message) == 0)
            ck_assert_msg(json_object_get(o, rules[i].field) != NULL, "%s: %s without %s", where, message,
                          rules[i].field);
    if (strcmp(message, "AnyValue") == 0)
        ck_assert_msg(json_object_size(o) == 1, "%s: AnyValue has one of its fields", where);
}

static void check(const json_t *v, const char *type, const char *where)
{
    size_t i;
    json_t *item;
    if (str_starts(type, "[]")) {
        ck_assert_msg(json_is_array(v), "%s is no array", where);
        json_array_foreach((json_t *)v, i, item) check_message(item, type + 2, where);
    } else if (isupper((unsigned char)*type)) {
        check_message(v, type, where);
    } else {
        char *text = json_dumps(v, JSON_ENCODE_ANY);
        ck_assert_msg(scalar_fits(v, type), "%s: %s is no %s", where, text, type);
        free(text);
    }
}

json_t *otlpcheck(const char *text, const char *message)
{
    json_error_t error;
    json_t *o = json_loads(text, 0, &error);
    ck_assert_msg(o != NULL, "no JSON: %s: %s", error.text, text);
    check_message(o, message, "the request");
    return o;
}
