// A libcuda for tests on machines without a GPU: device memory is the host's, kernels are compiled for the host from the
// same source, and what a stream was given is done as late as the caller's waiting allows, so that a wait that is missing
// shows as a wrong number. A thread of the caller is expected to call at a time.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "fake_kernels.h"
#include "multitau.cu"
#include "twotime.cu"

struct Event {
    long asked = 0;
    long done = 0;
};

struct Operation {
    std::function<void()> run;
    Event *record;
    Event *wait;
    long version;
};

struct Stream {
    std::deque<Operation> waiting;
};

static std::set<Stream *> streams;
static std::map<uint64_t, size_t> allocations;
static int devices = 1, version = 12020, capability = 90, started = 0, failing_launch = -1;
static const int64_t GIGABYTE = 1 << 30;
static int64_t memory[8] = {GIGABYTE, GIGABYTE, GIGABYTE, GIGABYTE, GIGABYTE, GIGABYTE, GIGABYTE, GIGABYTE};
static int64_t taken[8];
static int current = 0;
static std::map<uint64_t, int> owners;

extern "C" {

// What the pretended machine is like. failing: how many launches succeed before one fails, -1 for all.
void fake_machine(int count, int driver, int of_capability, int init, int64_t bytes, int failing)
{
    devices = count;
    version = driver;
    capability = of_capability;
    started = init;
    failing_launch = failing;
    for (int i = 0; i < 8; i++) {
        memory[i] = bytes;
    }
}

// Bytes and things of the driver that were taken and not given back.
int64_t fake_leaks()
{
    int64_t sum = (int64_t) streams.size();
    for (auto &allocation : allocations) {
        sum += allocation.second;
    }
    return sum;
}

int cuInit(int) { return started; }
int cuDriverGetVersion(int *out) { return *out = version, 0; }
int cuDeviceGetCount(int *out) { return *out = devices, 0; }
int cuDeviceGet(int *out, int index) { return *out = index, 0; }
int cuDeviceGetName(char *name, int length, int) { return strncpy(name, "Pretended GPU", length), 0; }

int cuDeviceGetUuid(unsigned char *out, int device)
{
    memset(out, 0xa0 + device, 16);
    return 0;
}

int cuDeviceGetAttribute(int *out, int which, int)
{
    *out = which == 75 ? capability / 10 : capability % 10;
    return which == 75 || which == 76 ? 0 : 1;
}

int cuDevicePrimaryCtxRetain(void **out, int device) { return *out = (void *) (intptr_t) (device + 1), 0; }
int cuDevicePrimaryCtxRelease_v2(int) { return 0; }
int cuCtxSetCurrent(void *context) { return current = (int) (intptr_t) context - 1, 0; }

int cuMemGetInfo_v2(size_t *free_bytes, size_t *total)
{
    *free_bytes = memory[current] - taken[current];
    *total = memory[current];
    return 0;
}

int cuModuleLoadData(void **module, const char *text)
{
    *module = strdup(text);
    return strstr(text, ".target sm_80") ? 0 : 218;
}

int cuModuleUnload(void *module) { return free(module), 0; }

static const char *KERNELS[] = {
    "multitau_level", "multitau_moments", "twotime_bytes", "twotime_shorts", "twotime_floats"};

int cuModuleGetFunction(void **function, void *module, const char *name)
{
    for (intptr_t i = 0; i < 5; i++) {
        if (strcmp(name, KERNELS[i]) == 0 && strstr((const char *) module, name)) {
            return *function = (void *) (i + 1), 0;
        }
    }
    return 500;
}

int cuMemAlloc_v2(uint64_t *out, size_t bytes)
{
    if (bytes == 0) {
        return 1;
    }
    if (taken[current] + (int64_t) bytes > memory[current]) {
        return 2;
    }
    *out = (uint64_t) malloc(bytes);
    memset((void *) *out, 0xff, bytes);
    allocations[*out] = bytes;
    owners[*out] = current;
    taken[current] += bytes;
    return 0;
}

int cuMemFree_v2(uint64_t address)
{
    taken[owners[address]] -= allocations[address];
    allocations.erase(address);
    free((void *) address);
    return 0;
}

int cuMemHostAlloc(void **out, size_t bytes, int)
{
    *out = malloc(bytes);
    allocations[(uint64_t) *out] = bytes;
    return 0;
}

int cuMemFreeHost(void *address)
{
    allocations.erase((uint64_t) address);
    free(address);
    return 0;
}

int cuStreamCreate(Stream **out, int)
{
    streams.insert(*out = new Stream());
    return 0;
}

static void run_first(Stream *stream);

static void run_until(Event *event, long asked)
{
    while (event->done < asked) {
        for (Stream *stream : streams) {
            bool here = false;
            for (auto &operation : stream->waiting) {
                here = here || operation.record == event;
            }
            if (here) {
                run_first(stream);
                break;
            }
        }
    }
}

static void run_first(Stream *stream)
{
    Operation operation = stream->waiting.front();
    stream->waiting.pop_front();
    if (operation.wait) {
        run_until(operation.wait, operation.version);
    } else if (operation.record) {
        operation.record->done = operation.version;
    } else {
        operation.run();
    }
}

int cuStreamSynchronize(Stream *stream)
{
    while (!stream->waiting.empty()) {
        run_first(stream);
    }
    return 0;
}

int cuStreamDestroy_v2(Stream *stream)
{
    cuStreamSynchronize(stream);
    streams.erase(stream);
    delete stream;
    return 0;
}

static int later(Stream *stream, std::function<void()> run)
{
    stream->waiting.push_back({run, nullptr, nullptr, 0});
    return 0;
}

int cuStreamWaitEvent(Stream *stream, Event *event, int)
{
    stream->waiting.push_back({nullptr, nullptr, event, event->asked});
    return 0;
}

int cuEventCreate(Event **out, int) { return *out = new Event(), 0; }

int cuEventRecord(Event *event, Stream *stream)
{
    stream->waiting.push_back({nullptr, event, nullptr, ++event->asked});
    return 0;
}

int cuEventSynchronize(Event *event)
{
    run_until(event, event->asked);
    return 0;
}

// Left in memory: a stream may still name it.
int cuEventDestroy_v2(Event *) { return 0; }

int cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, Stream *stream)
{
    return later(stream, [=] { memset((void *) to, value, bytes); });
}

int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, Stream *stream)
{
    return later(stream, [=] { memcpy((void *) to, from, bytes); });
}

int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, Stream *stream)
{
    return later(stream, [=] { memcpy(to, (void *) from, bytes); });
}

} // extern "C"

template <typename T> static T take(void **parameters, int index)
{
    return *(T *) parameters[index];
}

template <typename T>
static void products(
    void (*kernel)(const T *, const float *, const int2 *, int, int, const int2 *, double *, int), int blocks, int threads,
    Stream *stream, void **p)
{
    auto values = take<const T *>(p, 0);
    auto factors = take<const float *>(p, 1);
    auto groups = take<const int2 *>(p, 2);
    auto group_count = take<int>(p, 3), stride = take<int>(p, 4);
    auto tiles = take<const int2 *>(p, 5);
    auto sums = take<double *>(p, 6);
    auto fresh = take<int>(p, 7);
    later(stream, [=] {
        grid_of_waiting(
            blocks, threads, [=] { kernel(values, factors, groups, group_count, stride, tiles, sums, fresh); });
    });
}

extern "C" int cuLaunchKernel(
    void *function, int blocks, int, int, int threads, int, int, int, Stream *stream, void **p, void **)
{
    if (failing_launch == 0) {
        return 719;
    }
    failing_launch -= failing_launch > 0;
    switch ((intptr_t) function) {
    case 3:
        return products(twotime_bytes, blocks, threads, stream, p), 0;
    case 4:
        return products(twotime_shorts, blocks, threads, stream, p), 0;
    case 5:
        return products(twotime_floats, blocks, threads, stream, p), 0;
    }
    if (function == (void *) 1) {
        auto fresh = take<const float *>(p, 0);
        auto scales = take<const float *>(p, 1);
        auto added = take<int>(p, 2), frames = take<int>(p, 3), pixels = take<int>(p, 4);
        auto first = take<int>(p, 5), lags = take<int>(p, 6);
        auto history = take<float *>(p, 7);
        auto products = take<double *>(p, 8), heads = take<double *>(p, 9), total = take<double *>(p, 10);
        auto raw_total = take<double *>(p, 11);
        auto next = take<float *>(p, 12), kept = take<float *>(p, 13);
        auto kept_frames = take<int>(p, 14);
        return later(stream, [=] {
            grid(blocks, threads, [=] {
                multitau_level(
                    fresh, scales, added, frames, pixels, first, lags, history, products, heads, total, raw_total, next,
                    kept, kept_frames);
            });
        });
    }
    auto history = take<const float *>(p, 0);
    auto products = take<const double *>(p, 1), heads = take<const double *>(p, 2), total = take<const double *>(p, 3);
    auto pixels = take<int>(p, 4), index = take<int>(p, 5), lag = take<int>(p, 6);
    auto per_product = take<double>(p, 7), per_frame = take<double>(p, 8);
    auto moments = take<double *>(p, 9);
    return later(stream, [=] {
        grid(blocks, threads, [=] {
            multitau_moments(history, products, heads, total, pixels, index, lag, per_product, per_frame, moments);
        });
    });
}
