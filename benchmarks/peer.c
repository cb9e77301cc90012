/* Covered people by a segment grid and a bucket queue: the yardstick of network.py, and no part of the package.
 *
 * cc -O2 -shared -fPIC peer.c -o peer.so -lm
 *
 * Points enter at the nearest point of any segment; of equal ones, any. Streets are open both ways. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double x, y, cell; /* the corner and the side of a cell */
    int64_t nx, ny;
    int64_t *first; /* of each cell in item, one more at the end */
    int32_t *item;
} Grid;

static int64_t clamp(double q, int64_t n) { return q < 0 ? 0 : q >= n ? n - 1 : (int64_t)q; }

/* Walks the box of a segment, row by row, over the cells its line crosses in that row. */
#define CROSSED(g, s, BODY)                                                                                            \
    do {                                                                                                               \
        double ax = ((s)[0] - g.x) / g.cell, ay = ((s)[1] - g.y) / g.cell;                                             \
        double bx = ((s)[2] - g.x) / g.cell, by = ((s)[3] - g.y) / g.cell;                                             \
        if (ay > by) { double t = ax; ax = bx; bx = t; t = ay; ay = by; by = t; }                                      \
        int64_t low = clamp(ay, g.ny), high = clamp(by, g.ny);                                                         \
        for (int64_t row = low; row <= high; row++) {                                                                  \
            double p = row == low ? ax : ax + (bx - ax) * (row - ay) / (by - ay);                                      \
            double q = row == high ? bx : ax + (bx - ax) * (row + 1 - ay) / (by - ay);                                 \
            if (p > q) { double t = p; p = q; q = t; }                                                                 \
            int64_t from = clamp(p - 1e-9, g.nx), to = clamp(q + 1e-9, g.nx);                                          \
            for (int64_t at = row * g.nx + from; at <= row * g.nx + to; at++) { BODY; }                                \
        }                                                                                                              \
    } while (0)

static Grid lay(const double *segment, int64_t count, double cell) {
    Grid g;
    double x1 = -INFINITY, y1 = -INFINITY;
    g.x = g.y = INFINITY;
    for (int64_t i = 0; i < 2 * count; i++) {
        double x = segment[2 * i], y = segment[2 * i + 1];
        if (x < g.x) g.x = x;
        if (y < g.y) g.y = y;
        if (x > x1) x1 = x;
        if (y > y1) y1 = y;
    }
    g.cell = cell;
    g.nx = (int64_t)((x1 - g.x) / cell) + 1;
    g.ny = (int64_t)((y1 - g.y) / cell) + 1;
    g.first = calloc(g.nx * g.ny + 2, sizeof *g.first);
    for (int64_t i = 0; i < count; i++) CROSSED(g, segment + 4 * i, g.first[at + 2]++);
    for (int64_t i = 2; i < g.nx * g.ny + 2; i++) g.first[i] += g.first[i - 1];
    g.item = malloc(g.first[g.nx * g.ny + 1] * sizeof *g.item);
    for (int64_t i = 0; i < count; i++) CROSSED(g, segment + 4 * i, g.item[g.first[at + 1]++] = (int32_t)i);
    return g;
}

static void look(const Grid *g, const double *segment, int64_t at, double x, double y, double *best, int32_t *which,
                 double *share) {
    for (int64_t k = g->first[at]; k < g->first[at + 1]; k++) {
        const double *s = segment + 4 * (int64_t)g->item[k];
        double rx = s[2] - s[0], ry = s[3] - s[1];
        double t = ((x - s[0]) * rx + (y - s[1]) * ry) / (rx * rx + ry * ry);
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        double dx = s[0] + t * rx - x, dy = s[1] + t * ry - y, d = dx * dx + dy * dy;
        if (d < *best) { *best = d; *which = g->item[k]; *share = t; }
    }
}

/* Rings of cells around the point's own, until the nearest found is nearer than the next ring. */
static void enter(const Grid *g, const double *segment, const double *begin, const double *span, double x, double y,
                  int32_t *which, double *offset, double *access) {
    int64_t i = clamp((x - g->x) / g->cell, g->nx), j = clamp((y - g->y) / g->cell, g->ny);
    double best = INFINITY, share = 0;
    for (int64_t ring = 0;; ring++) {
        int64_t west = i - ring, east = i + ring, south = j - ring, north = j + ring;
        if (west < 0 && east >= g->nx && south < 0 && north >= g->ny) break;
        for (int64_t b = south < 0 ? 0 : south; b <= north && b < g->ny; b++) {
            int64_t step = b == south || b == north || ring == 0 ? 1 : east - west;
            for (int64_t a = west; a <= east; a += step)
                if (a >= 0 && a < g->nx) look(g, segment, b * g->nx + a, x, y, &best, which, &share);
        }
        double room = fmin(fmin(x - (g->x + west * g->cell), g->x + (east + 1) * g->cell - x),
                           fmin(y - (g->y + south * g->cell), g->y + (north + 1) * g->cell - y));
        if (room > 0 && best <= room * room) break;
    }
    *offset = begin[*which] + share * span[*which];
    *access = sqrt(best);
}

typedef struct { double cost; int32_t node; } Entry;
typedef struct { Entry *entry; int64_t count, room; } Bucket;

static void put(Bucket *bucket, int64_t buckets, double cost, int32_t node) {
    if (cost >= buckets) return;
    Bucket *b = bucket + (int64_t)cost;
    if (b->count == b->room) b->entry = realloc(b->entry, (b->room = b->room ? 2 * b->room : 16) * sizeof *b->entry);
    b->entry[b->count++] = (Entry){cost, node};
}

typedef struct { double offset, access; int32_t edge; } Stop;

static int by_edge(const void *one, const void *other) {
    const Stop *a = one, *b = other;
    if (a->edge != b->edge) return a->edge > b->edge ? 1 : -1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* Fills reached with 1 for every home within limit [m] of a stop along the streets. */
void covered(int64_t nodes, int64_t edges, const int32_t *u, const int32_t *v, const double *length, int64_t segments,
             const double *segment, const int32_t *edge, const double *begin, const double *span, int64_t homes,
             const double *home, int64_t stops, const double *stop, double cell, double limit, uint8_t *reached) {
    Grid g = lay(segment, segments, cell);

    /* who adjoins whom: counted, then filled */
    int64_t *first = calloc(nodes + 2, sizeof *first);
    Entry *arc = malloc(2 * edges * sizeof *arc);
    for (int64_t e = 0; e < edges; e++) first[u[e] + 2]++, first[v[e] + 2]++;
    for (int64_t n = 2; n < nodes + 2; n++) first[n] += first[n - 1];
    for (int64_t e = 0; e < edges; e++) {
        arc[first[u[e] + 1]++] = (Entry){length[e], v[e]};
        arc[first[v[e] + 1]++] = (Entry){length[e], u[e]};
    }

    double *distance = malloc(nodes * sizeof *distance);
    for (int64_t n = 0; n < nodes; n++) distance[n] = INFINITY;
    int64_t buckets = (int64_t)limit + 1;
    Bucket *bucket = calloc(buckets, sizeof *bucket);
    Stop *at = malloc(stops * sizeof *at);
    for (int64_t f = 0; f < stops; f++) {
        int32_t which = 0;
        enter(&g, segment, begin, span, stop[2 * f], stop[2 * f + 1], &which, &at[f].offset, &at[f].access);
        int32_t e = at[f].edge = edge[which];
        double back = at[f].access + at[f].offset, on = at[f].access + length[e] - at[f].offset;
        if (back < distance[u[e]]) put(bucket, buckets, distance[u[e]] = back, u[e]);
        if (on < distance[v[e]]) put(bucket, buckets, distance[v[e]] = on, v[e]);
    }
    for (int64_t b = 0; b < buckets; b++)
        for (int64_t k = 0; k < bucket[b].count; k++) { /* grows while it is worked off */
            Entry entry = bucket[b].entry[k];
            if (entry.cost > distance[entry.node]) continue;
            for (int64_t a = first[entry.node]; a < first[entry.node + 1]; a++) {
                double cost = entry.cost + arc[a].cost;
                if (cost < distance[arc[a].node]) put(bucket, buckets, distance[arc[a].node] = cost, arc[a].node);
            }
        }

    /* both on one edge: the stops of an edge stand together */
    qsort(at, stops, sizeof *at, by_edge);
    int32_t *own = malloc(edges * sizeof *own);
    memset(own, -1, edges * sizeof *own);
    for (int64_t f = stops; f-- > 0;) own[at[f].edge] = (int32_t)f;
    for (int64_t h = 0; h < homes; h++) {
        int32_t which = 0;
        double offset, access;
        enter(&g, segment, begin, span, home[2 * h], home[2 * h + 1], &which, &offset, &access);
        int32_t e = edge[which];
        double way = fmin(distance[u[e]] + offset, distance[v[e]] + length[e] - offset);
        if (own[e] >= 0)
            for (int64_t f = own[e]; f < stops && at[f].edge == e; f++)
                way = fmin(way, fabs(offset - at[f].offset) + at[f].access);
        reached[h] = access + way <= limit;
    }

    for (int64_t b = 0; b < buckets; b++) free(bucket[b].entry);
    free(bucket), free(at), free(own), free(distance), free(arc), free(first), free(g.first), free(g.item);
}
