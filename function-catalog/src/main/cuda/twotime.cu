// Products of frames for two-time correlation. A block makes one tile of 64 rows times 128 columns of the products' matrix,
// a thread 4 x 8 numbers of it: rows 4 y .. 4 y + 3, columns 4 x .. 4 x + 3 and 64 + 4 x .. 64 + 4 x + 3. Tiles below the
// diagonal are never asked for. Pixels go by through shared memory, some at a time.
//
// All three kernels take
//   values   pixel by pixel, stride apart: a pixel's values in all frames. What lies behind the last frame is read, and
//            only spoils numbers that nobody fetches.
//   factors  by group, stride apart: what the group's values are levelled with, by frame
//   groups   x: first row of values, y: how many rows (for bytes a multiple of 4); a group's pixels share their factors
//   tiles    by block, x: first frame of the tile's rows, y: of its columns
//   sums     by block, then row, then column: what the levelled products are added to, or become, if fresh

#define ROWS 64
#define COLUMNS 128
#define THREADS 256
#define HEIGHT 4
#define WIDTH 8

// Rows of shared memory: words of four pixels' bytes, or pixels.
#define QUADS 8
#define DEEP 16

__device__ static inline void store(
    double *__restrict__ sums, const double (&made)[HEIGHT][WIDTH], int fresh, int x, int y)
{
    double *tile = sums + (size_t) blockIdx.x * ROWS * COLUMNS;
#pragma unroll
    for (int i = 0; i < HEIGHT; i++) {
#pragma unroll
        for (int j = 0; j < WIDTH; j++) {
            const int column = (j < 4 ? 4 * x : COLUMNS / 2 + 4 * x - 4) + j;
            double *to = tile + (4 * y + i) * COLUMNS + column;
            *to = fresh ? made[i][j] : *to + made[i][j];
        }
    }
}

// Adds a group's whole numbers, each times its row's and its column's factor.
template <typename T>
__device__ static inline void level(
    double (&sums)[HEIGHT][WIDTH], const T (&counts)[HEIGHT][WIDTH], const float *__restrict__ factors, int2 tile, int x,
    int y)
{
    const float4 row = *(const float4 *) (factors + tile.x + 4 * y);
    const float4 low = *(const float4 *) (factors + tile.y + 4 * x);
    const float4 high = *(const float4 *) (factors + tile.y + COLUMNS / 2 + 4 * x);
    const double rows[HEIGHT] = {row.x, row.y, row.z, row.w};
    const double columns[WIDTH] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
    for (int i = 0; i < HEIGHT; i++) {
#pragma unroll
        for (int j = 0; j < WIDTH; j++) {
            sums[i][j] += rows[i] * columns[j] * (double) counts[i][j];
        }
    }
}

// Four frames of four neighbouring pixels, as a word for each frame.
__device__ static inline int4 turned(const int *__restrict__ at, size_t row)
{
    const int a = at[0], b = at[row], c = at[2 * row], d = at[3 * row];
    const int ab = __byte_perm(a, b, 0x5140), cd = __byte_perm(c, d, 0x5140);
    const int upper_ab = __byte_perm(a, b, 0x7362), upper_cd = __byte_perm(c, d, 0x7362);
    return make_int4(
        __byte_perm(ab, cd, 0x5410), __byte_perm(ab, cd, 0x7632), __byte_perm(upper_ab, upper_cd, 0x5410),
        __byte_perm(upper_ab, upper_cd, 0x7632));
}

// The sum of four products of signed bytes, added to another.
__device__ static inline int dot(int a, int b, int sum)
{
#ifdef __CUDA_ARCH__
    int made;
    asm("dp4a.s32.s32 %0, %1, %2, %3;" : "=r"(made) : "r"(a), "r"(b), "r"(sum));
    return made;
#else
    for (int byte = 0; byte < 32; byte += 8) {
        sum += (signed char) (a >> byte) * (signed char) (b >> byte);
    }
    return sum;
#endif
}

// Counts from -128 to 127: exact for groups of up to 131,071 pixels.
extern "C" __global__ void __launch_bounds__(THREADS, 2) twotime_bytes(
    const signed char *__restrict__ values, const float *__restrict__ factors, const int2 *__restrict__ groups, int group_count,
    int stride, const int2 *__restrict__ tiles, double *__restrict__ sums, int fresh)
{
    __shared__ int4 rows[QUADS][ROWS / 4];
    __shared__ int4 columns[QUADS][COLUMNS / 4];
    const int2 tile = tiles[blockIdx.x];
    const int x = threadIdx.x % 16, y = threadIdx.x / 16;
    double made[HEIGHT][WIDTH] = {};
    for (int g = 0; g < group_count; g++) {
        const int2 group = groups[g];
        int counts[HEIGHT][WIDTH] = {};
        for (int done = 0; done < group.y; done += 4 * QUADS) {
            const int quads = min(QUADS, (group.y - done) / 4);
#pragma unroll 1
            for (int item = threadIdx.x; item < quads * ((ROWS + COLUMNS) / 4); item += THREADS) {
                const int quad = item / ((ROWS + COLUMNS) / 4), four = item % ((ROWS + COLUMNS) / 4);
                const signed char *row = values + (size_t) (group.x + done + 4 * quad) * stride;
                if (four < ROWS / 4) {
                    rows[quad][four] = turned((const int *) (row + tile.x) + four, stride / 4);
                } else {
                    columns[quad][four - ROWS / 4] = turned((const int *) (row + tile.y) + four - ROWS / 4, stride / 4);
                }
            }
            __syncthreads();
#pragma unroll 2
            for (int quad = 0; quad < quads; quad++) {
                const int4 r = rows[quad][y], low = columns[quad][x], high = columns[quad][COLUMNS / 8 + x];
                const int left[HEIGHT] = {r.x, r.y, r.z, r.w};
                const int right[WIDTH] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
                for (int i = 0; i < HEIGHT; i++) {
#pragma unroll
                    for (int j = 0; j < WIDTH; j++) {
                        counts[i][j] = dot(left[i], right[j], counts[i][j]);
                    }
                }
            }
            __syncthreads();
        }
        level(made, counts, factors + (size_t) g * stride, tile, x, y);
    }
    store(sums, made, fresh, x, y);
}

// Counts from -32,768 to 32,767: exact.
extern "C" __global__ void __launch_bounds__(THREADS) twotime_shorts(
    const short *__restrict__ values, const float *__restrict__ factors, const int2 *__restrict__ groups, int group_count,
    int stride, const int2 *__restrict__ tiles, double *__restrict__ sums, int fresh)
{
    __shared__ int4 rows[DEEP][ROWS / 4];
    __shared__ int4 columns[DEEP][COLUMNS / 4];
    const int2 tile = tiles[blockIdx.x];
    const int x = threadIdx.x % 16, y = threadIdx.x / 16;
    double made[HEIGHT][WIDTH] = {};
    for (int g = 0; g < group_count; g++) {
        const int2 group = groups[g];
        long long counts[HEIGHT][WIDTH] = {};
        for (int done = 0; done < group.y; done += DEEP) {
            const int deep = min(DEEP, group.y - done);
#pragma unroll 1
            for (int item = threadIdx.x; item < deep * ((ROWS + COLUMNS) / 4); item += THREADS) {
                const int pixel = item / ((ROWS + COLUMNS) / 4), four = item % ((ROWS + COLUMNS) / 4);
                const short *row = values + (size_t) (group.x + done + pixel) * stride;
                const bool left = four < ROWS / 4;
                const short4 some =
                    *(const short4 *) (row + (left ? tile.x + 4 * four : tile.y + 4 * (four - ROWS / 4)));
                const int4 wide = make_int4(some.x, some.y, some.z, some.w);
                if (left) {
                    rows[pixel][four] = wide;
                } else {
                    columns[pixel][four - ROWS / 4] = wide;
                }
            }
            __syncthreads();
#pragma unroll 2
            for (int pixel = 0; pixel < deep; pixel++) {
                const int4 r = rows[pixel][y], low = columns[pixel][x], high = columns[pixel][COLUMNS / 8 + x];
                const int left[HEIGHT] = {r.x, r.y, r.z, r.w};
                const int right[WIDTH] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
                for (int i = 0; i < HEIGHT; i++) {
#pragma unroll
                    for (int j = 0; j < WIDTH; j++) {
                        counts[i][j] += (long long) left[i] * right[j];
                    }
                }
            }
            __syncthreads();
        }
        level(made, counts, factors + (size_t) g * stride, tile, x, y);
    }
    store(sums, made, fresh, x, y);
}

// Any values: levelled and multiplied in single precision, sums of 16 products in single, all else in double.
extern "C" __global__ void __launch_bounds__(THREADS, 2) twotime_floats(
    const float *__restrict__ values, const float *__restrict__ factors, const int2 *__restrict__ groups, int group_count,
    int stride, const int2 *__restrict__ tiles, double *__restrict__ sums, int fresh)
{
    __shared__ float4 rows[DEEP][ROWS / 4];
    __shared__ float4 columns[DEEP][COLUMNS / 4];
    const int2 tile = tiles[blockIdx.x];
    const int x = threadIdx.x % 16, y = threadIdx.x / 16;
    double made[HEIGHT][WIDTH] = {};
    for (int g = 0; g < group_count; g++) {
        const int2 group = groups[g];
        const float *levels = factors + (size_t) g * stride;
        for (int done = 0; done < group.y; done += DEEP) {
            const int deep = min(DEEP, group.y - done);
#pragma unroll 1
            for (int item = threadIdx.x; item < deep * ((ROWS + COLUMNS) / 4); item += THREADS) {
                const int pixel = item / ((ROWS + COLUMNS) / 4), four = item % ((ROWS + COLUMNS) / 4);
                const float *row = values + (size_t) (group.x + done + pixel) * stride;
                const bool left = four < ROWS / 4;
                const int frame = left ? tile.x + 4 * four : tile.y + 4 * (four - ROWS / 4);
                const float4 some = *(const float4 *) (row + frame);
                const float4 by = *(const float4 *) (levels + frame);
                const float4 flat = make_float4(some.x * by.x, some.y * by.y, some.z * by.z, some.w * by.w);
                if (left) {
                    rows[pixel][four] = flat;
                } else {
                    columns[pixel][four - ROWS / 4] = flat;
                }
            }
            __syncthreads();
            float part[HEIGHT][WIDTH] = {};
#pragma unroll 1
            for (int pixel = 0; pixel < deep; pixel++) {
                const float4 r = rows[pixel][y], low = columns[pixel][x], high = columns[pixel][COLUMNS / 8 + x];
                const float left[HEIGHT] = {r.x, r.y, r.z, r.w};
                const float right[WIDTH] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
                for (int i = 0; i < HEIGHT; i++) {
#pragma unroll
                    for (int j = 0; j < WIDTH; j++) {
                        part[i][j] += left[i] * right[j];
                    }
                }
            }
#pragma unroll
            for (int i = 0; i < HEIGHT; i++) {
#pragma unroll
                for (int j = 0; j < WIDTH; j++) {
                    made[i][j] += part[i][j];
                }
            }
            __syncthreads();
        }
    }
    store(sums, made, fresh, x, y);
}
