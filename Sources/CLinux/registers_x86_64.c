// The registers of x86-64, as ptrace(2) shows them at a call.
#if defined(__x86_64__)
#define _GNU_SOURCE
#include "CLinux.h"

#include <elf.h>

int rb_get_registers(pid_t process, struct rb_registers *registers) {
    struct iovec place = {&registers->all, sizeof registers->all};
    if (rb_ptrace(PTRACE_GETREGSET, process, NT_PRSTATUS, (unsigned long)&place) != 0) return -1;
    registers->number = (long)registers->all.orig_rax;
    return 0;
}

int rb_set_registers(pid_t process, const struct rb_registers *registers) {
    struct user_regs_struct all = registers->all;
    all.orig_rax = (unsigned long)registers->number;
    struct iovec place = {&all, sizeof all};
    return rb_ptrace(PTRACE_SETREGSET, process, NT_PRSTATUS, (unsigned long)&place) == 0 ? 0 : -1;
}

void rb_set_argument(struct rb_registers *registers, int place, uint64_t value) {
    switch (place) {
    case 0: registers->all.rdi = value; break;
    case 1: registers->all.rsi = value; break;
    case 2: registers->all.rdx = value; break;
    case 3: registers->all.r10 = value; break;
    case 4: registers->all.r8 = value; break;
    case 5: registers->all.r9 = value; break;
    }
}

void rb_set_result(struct rb_registers *registers, int64_t value) {
    registers->all.rax = (uint64_t)value;
}

void rb_restore_call(struct rb_registers *registers, const struct rb_registers *original) {
    registers->number = original->number;
    registers->all.rdi = original->all.rdi;
    registers->all.rsi = original->all.rsi;
    registers->all.rdx = original->all.rdx;
    registers->all.r10 = original->all.r10;
    registers->all.r8 = original->all.r8;
    registers->all.r9 = original->all.r9;
}
#endif
