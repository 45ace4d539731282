#!/ usr / bin / env python3
""
        "Writes loss_table.inl: losses and their gradients by PyTorch, in double precision.

        Run it by hand when cases are added : python3 tests /
                                              loss / make_loss_table.py >
    tests / loss /
            loss_table.inl(Debian
                           : python3 - torch)
                .hinge and the cross
        - entropy of probabilities,
    which PyTorch has not got in this form, are written with its operations; the gradients are all its automatic differentiation's.
"""
import torch
import torch.nn.functional as F

torch.manual_seed(5)
double = torch.float64
ROWS, CLASSES = 3, 4


def numbers(tensor):
    return "{" + ", ".join(float(x).hex() for x in tensor.detach().reshape(-1)) + "}"


def case(name, each, prediction, target, divisor):
    """each(prediction, target): the losses one by one; the mean is their sum / divisor."""
    prediction = prediction.clone().requires_grad_(True)
    losses = each(prediction, target)
    mean = losses.sum() / divisor
    mean.backward()
    print(f'    {{"{name}", {numbers(prediction)},\n     {numbers(target)},')
    print(f"     {float(mean).hex()}, {float(losses.sum()).hex()}, {losses.numel()}, {numbers(losses)},")
    print(f"     {numbers(prediction.grad)}}},")


def reduced(function, **options):
    """PyTorch's own mean must be the mean of the cases; so is checked here, and reduction='none' is used."""

    def each(prediction, target):
        losses = function(prediction, target, reduction="none", **options)
        assert torch.allclose(function(prediction, target, reduction="mean", **options), losses.mean(), rtol=1e-15)
        return losses

    return each


print("// Written by make_loss_table.py with PyTorch " + torch.__version__.split("+")[0] + ". Do not edit.")
print("// clang-format off\n")
print("constexpr Case cases[] = {")
all_elements = ROWS * CLASSES
a, b = torch.randn(ROWS, CLASSES, dtype=double), torch.randn(ROWS, CLASSES, dtype=double)
a[0, 0] = b[0, 0]  # a difference of 0
case("mse", reduced(F.mse_loss), a, b, all_elements)
case("mae", reduced(F.l1_loss), a, b, all_elements)
case("huber", reduced(F.huber_loss), 2 * a, b, all_elements)
case("huber 0.4", reduced(F.huber_loss, delta=0.4), a, b, all_elements)
signs = torch.where(b < 0, -1.0, 1.0).to(double)
case("hinge", lambda p, y: torch.clamp(1 - y * p, min=0), a, signs, all_elements)
p, q = torch.softmax(a, 1), torch.softmax(b, 1)
one_hot = F.one_hot(torch.tensor([1, 3, 0]), CLASSES).to(double)
for y in (q, one_hot):
    case("cross_entropy", lambda x, t: -torch.xlogy(t, x).sum(1), p, y, ROWS)
    case("kl_divergence", lambda x, t: F.kl_div(x.log(), t, reduction="none").sum(1), p, y, ROWS)
u = torch.sigmoid(a)
for y in (torch.sigmoid(b), (b > 0).to(double)):
    case("binary_cross_entropy", reduced(F.binary_cross_entropy), u, y, all_elements)
    case("binary_cross_entropy_with_logits", reduced(F.binary_cross_entropy_with_logits), 20 * a, y, all_elements)
print("};\n")

print("constexpr SoftmaxCase softmax_cases[] = {")
logits = 3 * torch.randn(ROWS, CLASSES, dtype=double)
weights = torch.tensor([0.5, 2.0, 1.0, 0.25], dtype=double)
NO_INDEX = -100
for labels in ([1, 3, 0], [2, 2, 2]):
    for weight in (None, weights):
        for smoothing in (0.0, 0.1, 1.0):
            for ignored in (NO_INDEX, 3):
                t = torch.tensor(labels)
                x = logits.clone().requires_grad_(True)
                options = dict(weight=weight, label_smoothing=smoothing, ignore_index=ignored)
                mean = F.cross_entropy(x, t, **options)
                mean.backward()
                total = F.cross_entropy(x, t, reduction="sum", **options)
                each = F.cross_entropy(x, t, reduction="none", **options)
                print(f"    {{{numbers(logits)}, {{{', '.join(map(str, labels))}}}, {'true' if weight is not None else 'false'},")
                print(f"     {smoothing}, {ignored}, {float(mean).hex()}, {float(total).hex()}, {numbers(each)},")
                print(f"     {numbers(x.grad)}}},")
print("};\n")
print(f"constexpr double softmax_weights[] = {numbers(weights)};\n")

print("constexpr SoftCase soft_cases[] = {")
for y in (q, one_hot):
    for weight in (None, weights):
        for smoothing in (0.0, 0.2):
            x = logits.clone().requires_grad_(True)
            options = dict(weight=weight, label_smoothing=smoothing)
            mean = F.cross_entropy(x, y, **options)
            mean.backward()
            total = F.cross_entropy(x, y, reduction="sum", **options)
            each = F.cross_entropy(x, y, reduction="none", **options)
            print(f"    {{{numbers(logits)}, {numbers(y)}, {'true' if weight is not None else 'false'}, {smoothing},")
            print(f"     {float(mean).hex()}, {float(total).hex()}, {numbers(each)},")
            print(f"     {numbers(x.grad)}}},")
print("};\n")
print("// softmax, log_softmax, logsumexp of the rows.")
print(f"constexpr double row_logits[] = {numbers(logits)};")
print(f"constexpr double row_softmax[] = {numbers(torch.softmax(logits, 1))};")
print(f"constexpr double row_log_softmax[] = {numbers(torch.log_softmax(logits, 1))};")
print(f"constexpr double row_logsumexp[] = {numbers(torch.logsumexp(logits, 1))};")
