"""The orders of orders.json through landed-cost-calculator: answers and the best time of a call, as JSON."""

import json
import sys
import timeit

from landed_cost import calculate

answers = []
for order in json.load(sys.stdin):
    arguments = {
        "unit_price": float(order["goods"]),
        "quantity": 1,
        "freight_total": float(order["shipping"]) + float(order["insurance"]),
        "tariff_rate": float(order["duty"]) / 100,
        "vat_rate": float(order["tax"]) / 100,
        "duty_includes_freight": order["duty_on_shipping"],
        "currency": order["currency"],
    }
    answer = calculate(**arguments)
    calls = 100
    seconds = min(timeit.repeat(lambda: calculate(**arguments), number=calls, repeat=400)) / calls
    answers.append(
        {"duty": f"{answer['duty']:.2f}", "tax": f"{answer['vat']:.2f}", "nanos": round(seconds * 1e9)}
    )
json.dump(answers, sys.stdout)
