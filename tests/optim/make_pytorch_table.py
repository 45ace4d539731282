#!/usr/bin/env python3
"""Writes pytorch_table.inl: the first 20 steps of PyTorch's optimizers, in double precision, on

  f(w) = sum_i c_i (w_i - t_i)^2 / 2 + w_i^4 / 4,  c = (1, 10, 0.1, 4),  t = (1, -2, 3, 0.5),  from w = (0.5, 1, -1, 2)

and the first rates of its schedules.

  make_pytorch_table.py > pytorch_table.inl        needs PyTorch (Debian: python3-torch)
"""
import torch

C = torch.tensor([1, 10, 0.1, 4], dtype=torch.float64)
T = torch.tensor([1, -2, 3, 0.5], dtype=torch.float64)
START = [0.5, 1.0, -1.0, 2.0]

RUNS = {
    "descent": lambda p: torch.optim.SGD(p, lr=0.05),
    "descent_decay": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "momentum_dampening": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, dampening=0.3, weight_decay=0.1),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p),
    "adagrad_all": lambda p: torch.optim.Adagrad(p, lr=0.3, lr_decay=0.1, weight_decay=0.1,
                                                 initial_accumulator_value=0.5, eps=1e-3),
    "rmsprop": lambda p: torch.optim.RMSprop(p),
    "rmsprop_momentum": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.8),
    "rmsprop_centered": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, centered=True, eps=1e-3),
    "rmsprop_all": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.8, centered=True, eps=1e-3,
                                                 weight_decay=0.1),
    "adam": lambda p: torch.optim.Adam(p),
    "adam_decay": lambda p: torch.optim.Adam(p, lr=0.3, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1),
    "adam_amsgrad": lambda p: torch.optim.Adam(p, lr=0.3, betas=(0.5, 0.6), amsgrad=True),
    "adamw": lambda p: torch.optim.AdamW(p),
    "adamw_amsgrad": lambda p: torch.optim.AdamW(p, lr=0.3, betas=(0.5, 0.6), weight_decay=0.5, amsgrad=True),
}
SCHEDULES = {
    "StepLR": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=3, gamma=0.5),
    "ExponentialLR": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, gamma=0.9),
    "CosineAnnealingLR": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=9, eta_min=0.01),
}


def main():
    print(f"// Made by make_pytorch_table.py with PyTorch {torch.__version__.split('+')[0]}.")
    print("constexpr Run runs[] = {")
    for name, make in RUNS.items():
        w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = make([w])
        rows = []
        for _ in range(20):
            optimizer.zero_grad()
            (C * (w - T) ** 2 / 2 + w**4 / 4).sum().backward()
            optimizer.step()
            rows.append("{" + ", ".join(repr(v) for v in w.tolist()) + "}")
        print(f'{{"{name}", {{' + ",\n".join(rows) + "}},")
    print("};\nconstexpr Rates rates[] = {")
    for name, make in SCHEDULES.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        schedule, values = make(optimizer), []
        for _ in range(10):
            values.append(repr(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            schedule.step()
        print(f'{{"{name}", {{{", ".join(values)}}}}},')
    print("};")
    w = torch.zeros(3, requires_grad=True, dtype=torch.float64)
    w.grad = torch.tensor([3.0, -4.0, 12.0], dtype=torch.float64)
    norm = torch.nn.utils.clip_grad_norm_([w], 2.0)
    print(f"constexpr double clipped[] = {{{float(norm)!r}, " + ", ".join(repr(v) for v in w.grad.tolist()) + "};")


if __name__ == "__main__":
    main()
