#include "app/otlp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/json.h"
#include "base/bytes.h"
#include "base/version.h"

enum { SPAN_KIND_INTERNAL = 1, STATUS_CODE_ERROR = 2, TEMPORALITY_CUMULATIVE = 2 };

static void set(json_t *o, const char *key, json_t *value)
{
    json_object_set_new_nocheck(o, key, value);
}

/* 64-bit numbers are strings, since JavaScript's have 53 bits. */
static json_t *decimal(uint64_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, n);
    return json_string(text);
}

/* ---- Ids. ---- */

/* FNV-1a, and a last mixing (of MurmurHash3), as its high bits alone differ little. */
static uint64_t mix(uint64_t seed, uint64_t a, uint64_t b)
{
    uint64_t h = bytes_hash(bytes_hash(BYTES_HASH_SEED ^ seed, &a, sizeof a), &b, sizeof b);
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdull;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ull;
    h ^= h >> 33;
    return h ? h : 1;
}

void otlp_trace_id(uint64_t program, uint64_t root, char out[33])
{
    snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, mix(1, program, root), mix(2, program, root));
}

void otlp_span_id(uint64_t program, uint64_t id, char out[17])
{
    snprintf(out, 17, "%016" PRIx64, mix(3, program, id));
}

/* ---- Spans. ---- */

json_t *otlp_span(const struct otlp_ids *ids, const char *name, uint64_t start)
{
    json_t *o = json_object();
    set(o, "traceId", json_string(ids->trace));
    set(o, "spanId", json_string(ids->span));
    if (*ids->parent)
        set(o, "parentSpanId", json_string(ids->parent));
    set(o, "name", json_text(name));
    set(o, "kind", json_integer(SPAN_KIND_INTERNAL));
    set(o, "startTimeUnixNano", decimal(start));
    set(o, "attributes", json_array());
    return o;
}

void otlp_span_end(json_t *span, uint64_t end)
{
    set(span, "endTimeUnixNano", decimal(end));
}

void otlp_span_failed(json_t *span, json_t *message)
{
    set(span, "status", json_pack("{s:i, s:o}", "code", STATUS_CODE_ERROR, "message", message));
}

/* ---- Attributes. ---- */

static void add_attribute(json_t *o, const char *key, const char *type, json_t *value)
{
    json_t *one = json_pack("{s:s, s:{s:o}}", "key", key, "value", type, value);
    json_array_append_new(json_object_get(o, "attributes"), one);
}

void otlp_text(json_t *o, const char *key, const char *text)
{
    add_attribute(o, key, "stringValue", json_text(text));
}

void otlp_int(json_t *o, const char *key, uint64_t n)
{
    add_attribute(o, key, "intValue", decimal(n > INT64_MAX ? INT64_MAX : n));
}

json_t *otlp_resource(const char *name, uint64_t pid)
{
    json_t *o = json_pack("{s:[]}", "attributes");
    otlp_text(o, "service.name", *name ? name : "unknown_service");
    otlp_int(o, "process.pid", pid);
    otlp_text(o, "telemetry.sdk.name", "rxscope");
    otlp_text(o, "telemetry.sdk.language", "c");
    otlp_text(o, "telemetry.sdk.version", RXSCOPE_VERSION);
    return o;
}

/* ---- Metrics. ---- */

static json_t *metric(const char *name, const char *unit, const char *description, const char *type,
                      json_t *data)
{
    return json_pack("{s:s, s:s, s:s, s:o}", "name", name, "unit", unit, "description", description,
                     type, data);
}

json_t *otlp_sum(const char *name, const char *unit, const char *description)
{
    json_t *data = json_pack("{s:[], s:i, s:b}", "dataPoints", "aggregationTemporality",
                             TEMPORALITY_CUMULATIVE, "isMonotonic", 1);
    return metric(name, unit, description, "sum", data);
}

json_t *otlp_gauge(const char *name, const char *unit, const char *description)
{
    return metric(name, unit, description, "gauge", json_pack("{s:[]}", "dataPoints"));
}

json_t *otlp_point(json_t *m, uint64_t start, uint64_t now, uint64_t value)
{
    json_t *sum = json_object_get(m, "sum");
    json_t *data = sum ? sum : json_object_get(m, "gauge");
    json_t *o = json_pack("{s:[], s:o, s:o}", "attributes", "timeUnixNano", decimal(now), "asInt",
                          decimal(value > INT64_MAX ? INT64_MAX : value));
    if (start)
        set(o, "startTimeUnixNano", decimal(start));
    json_array_append_new(json_object_get(data, "dataPoints"), o);
    return o;
}

json_t *otlp_metrics(json_t *resource, json_t *metrics)
{
    return json_pack("{s:[{s:o, s:[{s:{s:s, s:s}, s:o}]}]}", "resourceMetrics", "resource",
                     resource, "scopeMetrics", "scope", "name", "rxscope", "version",
                     RXSCOPE_VERSION, "metrics", metrics);
}
