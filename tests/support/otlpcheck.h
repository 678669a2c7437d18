/* otlpcheck.h - whether JSON is what opentelemetry-proto defines: only its fields, each of its type, those that
 * must be there. The table was written from the published .proto files (trace/v1, metrics/v1, common/v1,
 * resource/v1, collector/...). */
#ifndef RXSCOPE_TESTS_OTLPCHECK_H
#define RXSCOPE_TESTS_OTLPCHECK_H

#include <jansson.h>

/* `message`: "ExportTraceServiceRequest" or "ExportMetricsServiceRequest". Fails the test with the place.
 * The object is the caller's. */
json_t *otlpcheck(const char *text, const char *message);

#endif
