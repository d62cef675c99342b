"""Golden numbers for meta-gradients, in float64, on problems small enough to know everything about.

Independent of the Swift sources: closed forms of softmax and Gaussian policies, enumeration of all
that can happen, and forward products of Jacobians where the library goes backwards. Every
derivative is confirmed, before it is written, by the complex-step derivative of what it claims to
be the derivative of; the numbers that others can check are asserted below. One file for each
problem is in metagradients/. Run `python3 Tests/Golden/metalearning_metagradients.py` to write
metalearning_metagradients.json again.

Definitions: Foerster et al. 2018 (arXiv 1802.05098), Farquhar et al. 2019 (arXiv 1909.10549),
Rothfuss et al. 2019 (arXiv 1810.06784), Stadie et al. 2018 (arXiv 1803.01118).
"""

import json
import pathlib
import re

import numpy as np

from metagradients.bandit import bandit
from metagradients.gaussian import gaussian
from metagradients.mdp import two_step_mdp
from metagradients.quadratic import quadratic


def agrees(found, printed, digits=10):
    """Asserts that numbers are those printed elsewhere, to one unit of their last digit."""
    found, printed = np.atleast_1d(found), np.atleast_1d(printed)
    assert np.all(np.abs(found - printed) <= 1.001 * 10.0**-digits), (
        found.tolist(), printed.tolist())


def check_bandit(numbers):
    names = ["fullGradient", "logLikelihood", "likelihoodRatio", "firstOrder", "scoreFunctionTerm"]
    printed = {
        (1, "zero"): (.517021765496, [
            (.1895289676, -.0111685807, -.1783603869), (.1672828061, -.0027075207, -.1645752854),
            (.1900554891, -.0113887701, -.1786667190), (.1837626782, -.0030909502, -.1806717280),
            (.0222461615, -.0084610601, -.0137851014)]),
        (2, "zero"): (.516348296045, [
            (.1907862493, -.0120318480, -.1787544013), (.1687428630, -.0034663936, -.1652764693),
            (.1911593206, -.0121914980, -.1789678225), (.1851751575, -.0035986104, -.1815765471),
            (.0220433863, -.0085654543, -.0134779320)]),
        (1, "value"): (.515671929800, [
            (.1914815179, -.0128679012, -.1786136167), (.1857573002, -.0040080616, -.1817492387),
            (.1918864700, -.0128495083, -.1790369617), (.1860688857, -.0040206322, -.1820482535),
            (.0057242177, -.0088598397, .0031356220)]),
        (2, "value"): (.515642185398, [
            (.1918053336, -.0128940171, -.1789113165), (.1861394750, -.0040384496, -.1821010253),
            (.1920110318, -.0128852626, -.1791257692), (.1862982390, -.0040467582, -.1822514809),
            (.0056658586, -.0088555674, .0031897089)]),
    }
    for case in numbers["cases"]:
        if (case["pulls"], case["baseline"]) in printed:
            value, gradients = printed[case["pulls"], case["baseline"]]
            agrees(case["value"], value, 12)
            for name, gradient in zip(names, gradients):
                agrees(case[name], gradient)
    many = numbers["infinitelyManyPulls"]
    agrees(many["value"], .5156159920659762, 15)
    agrees(many["exact"], (.1921386577, -.0129317107, -.1792069470))
    agrees(many["firstOrder"], (.1865279788, -.0040768087, -.1824511701))
    agrees(many["baselines"][0]["logLikelihood"], (.1702093452, -.0042205904, -.1659887548))
    agrees(many["adaptedParameters"], (.2910890759, -.0975951895, .2065061136))
    agrees(numbers["hessian"][0], (.0541536634, -.0491114015, -.0050422619))


def check_two_step_mdp(numbers):
    agrees(numbers["value"], 1.186017528631072, 15)
    agrees(numbers["gradient"], (-.5772678303, .5772678303, .15918576, -.15918576))
    hessians = numbers["hessians"]
    agrees(hessians["dice"][0], (-.033573192, .033573192, -.0914430686, .0914430686))
    agrees(hessians["likelihoodRatio"][0, 0], .0859465403)
    agrees(hessians["likelihoodRatio"][2, 2], .0079526619)
    agrees(hessians["logLikelihood"][0, 0], -.3496917088)
    agrees(hessians["logLikelihood"][2, 2], -.1286784691)
    agrees(numbers["mixedHessianNorm"], .3521853831)
    case = numbers["exactSteps"][0]
    agrees(case["adaptedParameters"], (-.1886339151, .0886339151, .37959288, .32040712))
    agrees(case["value"], 1.5378499963193466, 14)
    agrees(case["dice"], (-.5253986195, .5253986195, .2627058524, -.2627058524))
    agrees(case["likelihoodRatio"], (-.568474852, .568474852, .2148369353, -.2148369353))
    agrees(case["logLikelihood"], (-.3404255144, .3404255144, .1857151178, -.1857151178))
    agrees(case["firstOrder"], (-.5234832756, .5234832756, .2131418899, -.2131418899))


def check_gaussian(numbers):
    both = numbers["cases"][0]
    agrees(both["value"], -.3862093545)
    agrees(both["likelihoodRatio"], (-.64, -.4071768381))
    agrees(both["adaptedParameters"], (.2, -.7431471806))
    for case in numbers["cases"]:
        if case["adapts"][1] == 0:
            agrees(case["value"], -.41, 12)
            agrees(case["firstOrder"][0], -.8, 12)
            agrees(case["likelihoodRatio"][0], -.64, 12)
            agrees(case["logLikelihood"][0], -.96 if case["baseline"] == "zero" else -.8, 12)


def plain(value):
    """Numbers and lists of Python's, which are written with as many digits as they need."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    value = value.item() if isinstance(value, np.generic) else value
    return value + 0.0 if isinstance(value, float) else value  # no -0.0


def on_one_line(found):
    return f"[{' '.join(found[0][1:-1].split())}]"


def main():
    numbers = dict(
        bandit=bandit(), twoStepMDP=two_step_mdp(), gaussian=gaussian(), quadratic=quadratic())
    check_bandit(numbers["bandit"])
    check_two_step_mdp(numbers["twoStepMDP"])
    check_gaussian(numbers["gaussian"])
    path = pathlib.Path(__file__).with_suffix(".json")
    text = json.dumps(plain(numbers), indent=1, allow_nan=False)
    path.write_text(re.sub(r"\[[^\[\]{}]*\]", on_one_line, text) + "\n")


if __name__ == "__main__":
    main()
