// The registers of AArch64, as ptrace(2) shows them at a call. Compiled, but never run: nobody has tested it.
#if defined(__aarch64__)
#define _GNU_SOURCE
#include "CLinux.h"

#include <elf.h>

#ifndef NT_ARM_SYSTEM_CALL
#define NT_ARM_SYSTEM_CALL 0x404
#endif

int rb_get_registers(pid_t process, struct rb_registers *registers) {
    struct iovec place = {&registers->all, sizeof registers->all};
    if (rb_ptrace(PTRACE_GETREGSET, process, NT_PRSTATUS, (unsigned long)&place) != 0) return -1;
    // Register 8 holds it for the program; the kernel's own copy is what counts.
    int number = 0;
    struct iovec call = {&number, sizeof number};
    if (rb_ptrace(PTRACE_GETREGSET, process, NT_ARM_SYSTEM_CALL, (unsigned long)&call) != 0) return -1;
    registers->number = number;
    return 0;
}

int rb_set_registers(pid_t process, const struct rb_registers *registers) {
    struct user_regs_struct all = registers->all;
    struct iovec place = {&all, sizeof all};
    if (rb_ptrace(PTRACE_SETREGSET, process, NT_PRSTATUS, (unsigned long)&place) != 0) return -1;
    int number = (int)registers->number;
    struct iovec call = {&number, sizeof number};
    return rb_ptrace(PTRACE_SETREGSET, process, NT_ARM_SYSTEM_CALL, (unsigned long)&call) == 0 ? 0 : -1;
}

void rb_set_argument(struct rb_registers *registers, int place, uint64_t value) {
    if (place >= 0 && place <= 5) registers->all.regs[place] = value;
}

void rb_set_result(struct rb_registers *registers, int64_t value) {
    registers->all.regs[0] = (uint64_t)value;
}

void rb_restore_call(struct rb_registers *registers, const struct rb_registers *original) {
    registers->number = original->number;
    // The first one holds the result by now.
    for (int place = 1; place <= 5; place++) registers->all.regs[place] = original->all.regs[place];
}
#endif
