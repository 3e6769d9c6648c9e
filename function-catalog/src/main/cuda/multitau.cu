// Multi-tau correlation. A thread is a pixel; arrays are rows of pixels, so that neighbouring threads read neighbouring
// numbers. No thread sees what another writes, so there is nothing to wait for within a launch.

#define HISTORY 8
#define FLUSH 64

// Takes the new frames of one level and makes those of the next.
//   fresh     added rows of pixels: raw counts on level 0, sums of neighbouring frames above it
//   scales    by row, what a raw frame is multiplied with; null above level 0
//   frames    of this level that came before
//   first     the shortest lag, 1 or 5; the others follow it without gaps
//   history   the last eight frames, the latest first
//   products  by lag, sums of products;  heads: by lag, sums of the first so many frames
//   total     sum of all frames;  raw_total: the same before scaling, null above level 0
//   kept      the first kept_frames frames
//   next      where the next level's frames go, null if there is none
// Sums of up to 64 products are made in single precision and added up in double; sums of frames are made in double.
extern "C" __global__ void __launch_bounds__(256) multitau_level(
    const float *__restrict__ fresh, const float *__restrict__ scales, int added, int frames, int pixels, int first,
    int lags, float *__restrict__ history, double *__restrict__ products, double *__restrict__ heads,
    double *__restrict__ total, double *__restrict__ raw_total, float *__restrict__ next, float *__restrict__ kept,
    int kept_frames)
{
    const int p = blockIdx.x * blockDim.x + threadIdx.x;
    if (p >= pixels) {
        return;
    }
    const size_t row = (size_t) pixels;
    float earlier[HISTORY];
    float sums[HISTORY];
    double totals[HISTORY];
#pragma unroll
    for (int k = 0; k < HISTORY; k++) {
        earlier[k] = history[k * row + p];
        sums[k] = 0.0f;
        totals[k] = 0.0;
    }
    // Exact, for what is left of it without some frames may be little.
    double all = 0.0;
    double raw_all = 0.0;
    // Four at a time, so that four loads are under way at once.
#pragma unroll 4
    for (int t = 0; t < added; t++) {
        const float raw = fresh[t * row + p];
        const float x = scales ? raw * scales[t] : raw;
        const int frame = frames + t;
        all += x;
        raw_all += raw;
#pragma unroll
        for (int k = 0; k < HISTORY; k++) {
            sums[k] += x * earlier[k];
        }
        if (frame < HISTORY) {
            for (int lag = first; lag < first + lags; lag++) {
                if (frame < lag) {
                    heads[(lag - first) * row + p] += x;
                }
            }
        }
        if (frame < kept_frames) {
            kept[frame * row + p] = x;
        }
        if (next && (frame & 1)) {
            next[(size_t) ((frame >> 1) - (frames >> 1)) * row + p] = earlier[0] + x;
        }
#pragma unroll
        for (int k = HISTORY - 1; k > 0; k--) {
            earlier[k] = earlier[k - 1];
        }
        earlier[0] = x;
        if (t % FLUSH == FLUSH - 1 || t == added - 1) {
#pragma unroll
            for (int k = 0; k < HISTORY; k++) {
                totals[k] += sums[k];
                sums[k] = 0.0f;
            }
        }
    }
#pragma unroll
    for (int k = 0; k < HISTORY; k++) {
        history[k * row + p] = earlier[k];
        const int index = k + 1 - first;
        if (index >= 0 && index < lags) {
            products[index * row + p] += totals[k];
        }
    }
    total[p] += all;
    if (raw_total) {
        raw_total[p] += raw_all;
    }
}

// Means over the pairs at one lag of a level.
//   index, lag          which of the level's lags it is, and how many of its frames
//   per_product, per_frame   1 over (pairs times weight squared), 1 over (pairs times weight); a frame of the level is
//                       the sum of weight frames of the series
//   moments             3 rows: product, later, earlier
extern "C" __global__ void __launch_bounds__(256) multitau_moments(
    const float *history, const double *products, const double *heads, const double *total, int pixels, int index,
    int lag, double per_product, double per_frame, double *moments)
{
    const int p = blockIdx.x * blockDim.x + threadIdx.x;
    if (p >= pixels) {
        return;
    }
    const size_t row = (size_t) pixels;
    double tail = 0.0;
    for (int k = 0; k < lag; k++) {
        tail += history[k * row + p];
    }
    moments[p] = products[index * row + p] * per_product;
    moments[row + p] = (total[p] - heads[index * row + p]) * per_frame;
    moments[2 * row + p] = (total[p] - tail) * per_frame;
}
