// What a .cu file needs to be compiled for the host, and how its blocks are run there: one block after the other, a block's
// threads as coroutines that change places where they wait for each other. Each runs as far as it can alone, so that a
// wait that is missing shows as a wrong number.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ucontext.h>
#include <vector>

struct Dimension {
    unsigned x;
};
static Dimension blockIdx, blockDim, threadIdx;

struct alignas(8) int2 {
    int x, y;
};
struct alignas(16) int4 {
    int x, y, z, w;
};
struct alignas(8) short4 {
    short x, y, z, w;
};
struct alignas(16) float4 {
    float x, y, z, w;
};

static inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
static inline int min(int a, int b) { return a < b ? a : b; }

// Bytes of two words, chosen by the selector's digits.
static inline int __byte_perm(unsigned a, unsigned b, unsigned selector)
{
    const uint64_t both = (uint64_t) b << 32 | a;
    unsigned made = 0;
    for (int byte = 0; byte < 4; byte++) {
        made |= (unsigned) (both >> 8 * (selector >> 4 * byte & 7) & 0xff) << 8 * byte;
    }
    return (int) made;
}

struct Coroutine {
    ucontext_t context;
    std::vector<char> stack = std::vector<char>(1 << 16);
    bool done = false;
};
static ucontext_t scheduler;
static std::vector<std::unique_ptr<Coroutine>> coroutines;
static const std::function<void()> *coroutine_body;
static bool coroutines_run = false;

static void coroutine_main()
{
    (*coroutine_body)();
    coroutines[threadIdx.x]->done = true;
}

static inline void __syncthreads()
{
    if (coroutines_run) {
        swapcontext(&coroutines[threadIdx.x]->context, &scheduler);
    }
}

// Kernels whose threads never wait.
static void grid(unsigned blocks, unsigned threads, const std::function<void()> &kernel)
{
    blockDim.x = threads;
    for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) {
        for (threadIdx.x = 0; threadIdx.x < threads; threadIdx.x++) {
            kernel();
        }
    }
}

// Kernels whose threads do.
static void grid_of_waiting(unsigned blocks, unsigned threads, const std::function<void()> &kernel)
{
    blockDim.x = threads;
    coroutine_body = &kernel;
    coroutines_run = true;
    while (coroutines.size() < threads) {
        coroutines.push_back(std::make_unique<Coroutine>());
    }
    for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) {
        for (unsigned thread = 0; thread < threads; thread++) {
            Coroutine &own = *coroutines[thread];
            own.done = false;
            getcontext(&own.context);
            own.context.uc_stack.ss_sp = own.stack.data();
            own.context.uc_stack.ss_size = own.stack.size();
            own.context.uc_link = &scheduler;
            makecontext(&own.context, coroutine_main, 0);
        }
        for (unsigned left = threads; left > 0;) {
            for (unsigned thread = 0; thread < threads; thread++) {
                if (!coroutines[thread]->done) {
                    threadIdx.x = thread;
                    swapcontext(&scheduler, &coroutines[thread]->context);
                    left -= coroutines[thread]->done;
                }
            }
        }
    }
    coroutines_run = false;
}

#define __global__
#define __device__
#define __shared__ static
#define __launch_bounds__(...)
