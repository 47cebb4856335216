#!/usr/bin/env python3
"""Writes clips.year of the catalogs: every year that is said, whole, in the form that its sentence needs.

    scripts/year-clips.py                  all languages below
    scripts/year-clips.py de-DE nl-NL      these
    scripts/year-clips.py --compare        what ICU's spellout rules say otherwise (needs python3-icu); writes nothing

ICU counts; a caller hears a sentence. Many languages need another case than ICU's, a word before or after the number, or what
people say in place of what is written, so that each language has its own function here, and ICU is asked for a second opinion.
A catalog that is corrected by hand is overwritten when this runs for its language again: correct it here.
"""

import json
import sys
from pathlib import Path

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
YEARS = {"gregorian": range(1970, 2100), "persian": range(1348, 1479), "buddhist": range(2513, 2643)}


def split(year):
    """Thousands and hundreds apart from the last two digits."""
    return year // 100, year % 100


def table(words):
    """Words by number, from 0."""
    return words.split()


def below_hundred(number, words, tens, between=""):
    """The last two digits in words, tens before ones; nothing of 0."""
    if number == 0:
        return ""
    if number < 20:
        return words[number]
    return tens[number // 10] + (between + words[number % 10] if number % 10 else "")


# Western Europe

EN = table("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
           "eighteen nineteen")
EN_TENS = table("- - twenty thirty forty fifty sixty seventy eighty ninety")


def english_below_100(n):
    if n < 20:
        return EN[n]
    return EN_TENS[n // 10] + (f"-{EN[n % 10]}" if n % 10 else "")


def english(year, after_thousand=""):
    century, rest = split(year)
    if century == 20 and rest < 10:
        return "two thousand" + (f"{after_thousand} {EN[rest]}" if rest else "")
    return f"{english_below_100(century)} {english_below_100(rest)}"


def british(year):
    return english(year, after_thousand=" and")


DE = table("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
           "achtzehn neunzehn")
DE_TENS = table("- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")


def german_below_100(n):
    if n < 20:
        return DE[n]
    unit = {0: "", 1: "einund"}.get(n % 10, f"{DE[n % 10]}und")
    return unit + DE_TENS[n // 10]


def german(year):
    century, rest = split(year)
    return ("neunzehnhundert" if century == 19 else "zweitausend") + (german_below_100(rest) if rest else "")


NL = table("nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
           "achttien negentien")
NL_TENS = table("- - twintig dertig veertig vijftig zestig zeventig tachtig negentig")


def dutch_below_100(n):
    if n < 20:
        return NL[n].replace("één", "een")
    unit = NL[n % 10].replace("één", "een")
    # twee and drie end in e: the trema parts it from "en".
    return ("" if n % 10 == 0 else unit + ("ën" if unit.endswith("e") else "en")) + NL_TENS[n // 10]


def dutch(year):
    century, rest = split(year)
    return ("negentienhonderd" if century == 19 else "tweeduizend") + (dutch_below_100(rest) if rest else "")


FR = table("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
           "dix-neuf")
FR_TENS = table("- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt")


def french_below_100(n):
    tens, unit = divmod(n, 10)
    if n < 20:
        return FR[n]
    if tens in (7, 9):
        unit += 10
    if n == 80:
        return "quatre-vingts"
    if unit == 0:
        return FR_TENS[tens]
    link = " et " if unit in (1, 11) and tens < 8 else "-"
    return FR_TENS[tens] + link + FR[unit]


def french(year):
    century, rest = split(year)
    return ("mille neuf cent" if century == 19 else "deux mille") + (f" {french_below_100(rest)}" if rest else "")


ES = table("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
           "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
           "veintiocho veintinueve")
ES_TENS = table("- - veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa")


def spanish(year):
    century, rest = split(year)
    words = "" if not rest else " " + (
        ES[rest] if rest < 30 else ES_TENS[rest // 10] + (f" y {ES[rest % 10]}" if rest % 10 else ""))
    return ("mil novecientos" if century == 19 else "dos mil") + words


def portuguese(teens, nine_hundred="novecentos"):
    ones = table("zero um dois três quatro cinco seis sete oito nove dez onze doze treze " + teens)
    tens = table("- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")

    def words(year):
        century, rest = split(year)
        below = ones[rest] if rest < 20 else tens[rest // 10] + (f" e {ones[rest % 10]}" if rest % 10 else "")
        return (f"mil {nine_hundred}" if century == 19 else "dois mil") + (f" e {below}" if rest else "")

    return words


IT = table("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
           "diciassette diciotto diciannove")
IT_TENS = table("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta")


def italian_below_100(n):
    if n < 20:
        return IT[n]
    tens, unit = IT_TENS[n // 10], n % 10
    if unit in (1, 8):
        tens = tens[:-1]
    return tens + ("" if unit == 0 else "tré" if unit == 3 else IT[unit])


def italian(year):
    century, rest = split(year)
    words = italian_below_100(rest) if rest else ""
    # What ends in -tre has its stress there.
    words = "tré" if words == "tre" else words
    return ("millenovecento" if century == 19 else "duemila") + words


# Northern Europe

DA = table("nul et to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten")
DA_TENS = table("- - tyve tredive fyrre halvtreds tres halvfjerds firs halvfems")


def danish_below_100(n):
    if n < 20:
        return DA[n]
    unit = {0: "", 1: "enog"}.get(n % 10, f"{DA[n % 10]}og")
    return unit + DA_TENS[n // 10]


def danish(year):
    century, rest = split(year)
    if century == 19:
        return f"nitten hundrede {danish_below_100(rest)}"
    return "to tusind" + (f" og {danish_below_100(rest)}" if rest else "")


NB = table("null én to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten")
NB_TENS = table("- - tjue tretti førti femti seksti sytti åtti nitti")


def norwegian_below_100(n):
    return NB[n] if n < 20 else NB_TENS[n // 10] + (NB[n % 10] if n % 10 else "")


def norwegian(year):
    century, rest = split(year)
    if century == 19:
        return f"nitten{norwegian_below_100(rest)}"
    return "to tusen" + (f" og {norwegian_below_100(rest)}" if rest else "")


SV = table("noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton")
SV_TENS = table("- - tjugo trettio fyrtio femtio sextio sjuttio åttio nittio")


def swedish(year):
    century, rest = split(year)
    words = below_hundred(rest, SV, SV_TENS)
    return ("nittonhundra" if century == 19 else "tvåtusen" if rest < 10 else "tjugohundra") + words


FI = table("nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän")


def finnish(year):
    century, rest = split(year)
    words = "" if not rest else FI[rest] if rest < 10 else "kymmenen" if rest == 10 else \
        f"{FI[rest % 10]}toista" if rest < 20 else f"{FI[rest // 10]}kymmentä" + (FI[rest % 10] if rest % 10 else "")
    return ("tuhatyhdeksänsataa" if century == 19 else "kaksituhatta") + words


# Central and Eastern Europe

CS = table("nula jedna dva tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct patnáct šestnáct sedmnáct "
           "osmnáct devatenáct")
CS_TENS = table("- - dvacet třicet čtyřicet padesát šedesát sedmdesát osmdesát devadesát")


def czech(year):
    century, rest = split(year)
    words = below_hundred(rest, CS, CS_TENS, " ")
    return ("tisíc devět set" if century == 19 else "dva tisíce") + (f" {words}" if words else "")


def slavic_ordinal(year, thousands, ordinals, tens, tens_ordinals, round_year, word):
    """The last number is the ordinal, in the genitive: "of the … twenty-sixth year"."""
    century, rest = split(year)
    if rest == 0:
        return f"{round_year} {word}"
    if rest < 20:
        last = ordinals[rest]
    elif rest % 10 == 0:
        last = tens_ordinals[rest // 10]
    else:
        last = f"{tens[rest // 10]} {ordinals[rest % 10]}"
    return f"{thousands[century]} {last} {word}"


PL_ORDINALS = table("- pierwszego drugiego trzeciego czwartego piątego szóstego siódmego ósmego dziewiątego dziesiątego "
                    "jedenastego dwunastego trzynastego czternastego piętnastego szesnastego siedemnastego osiemnastego "
                    "dziewiętnastego")
PL_TENS_ORDINALS = table("- - dwudziestego trzydziestego czterdziestego pięćdziesiątego sześćdziesiątego siedemdziesiątego "
                         "osiemdziesiątego dziewięćdziesiątego")


def polish(year):
    # Tens are ordinals too: "dwudziestego szóstego".
    return slavic_ordinal(
        year, {19: "tysiąc dziewięćset", 20: "dwa tysiące"}, PL_ORDINALS, PL_TENS_ORDINALS, PL_TENS_ORDINALS, "dwutysięcznego",
        "roku")


RU_ORDINALS = table("- первого второго третьего четвёртого пятого шестого седьмого восьмого девятого десятого одиннадцатого "
                    "двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого семнадцатого восемнадцатого "
                    "девятнадцатого")
RU_TENS = table("- - двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
RU_TENS_ORDINALS = table("- - двадцатого тридцатого сорокового пятидесятого шестидесятого семидесятого восьмидесятого "
                         "девяностого")


def russian(year):
    return slavic_ordinal(
        year, {19: "тысяча девятьсот", 20: "две тысячи"}, RU_ORDINALS, RU_TENS, RU_TENS_ORDINALS, "двухтысячного", "года")


UK_ORDINALS = table("- першого другого третього четвертого п’ятого шостого сьомого восьмого дев’ятого десятого одинадцятого "
                    "дванадцятого тринадцятого чотирнадцятого п’ятнадцятого шістнадцятого сімнадцятого вісімнадцятого "
                    "дев’ятнадцятого")
UK_TENS = table("- - двадцять тридцять сорок п’ятдесят шістдесят сімдесят вісімдесят дев’яносто")
UK_TENS_ORDINALS = table("- - двадцятого тридцятого сорокового п’ятдесятого шістдесятого сімдесятого вісімдесятого "
                         "дев’яностого")


def ukrainian(year):
    return slavic_ordinal(
        year, {19: "тисяча дев’ятсот", 20: "дві тисячі"}, UK_ORDINALS, UK_TENS, UK_TENS_ORDINALS, "двохтисячного", "року")


HU = table("nulla egy kettő három négy öt hat hét nyolc kilenc")
HU_TENS = table("- tíz húsz harminc negyven ötven hatvan hetven nyolcvan kilencven")


def hungarian_below_100(n):
    tens, unit = divmod(n, 10)
    if tens in (1, 2) and unit:
        return ("tizen" if tens == 1 else "huszon") + HU[unit]
    return (HU_TENS[tens] if tens else "") + (HU[unit] if unit else "")


def hungarian(year):
    century, rest = split(year)
    words = hungarian_below_100(rest) if rest else ""
    # From two thousand on there is a hyphen behind the thousands.
    return f"ezerkilencszáz{words}" if century == 19 else "kétezer" + (f"-{words}" if words else "")


RO = table("zero unu doi trei patru cinci șase șapte opt nouă zece unsprezece doisprezece treisprezece paisprezece "
           "cincisprezece șaisprezece șaptesprezece optsprezece nouăsprezece")
RO_TENS = table("- - douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci")


def romanian(year):
    century, rest = split(year)
    words = below_hundred(rest, RO, RO_TENS, " și ")
    return ("o mie nouă sute" if century == 19 else "două mii") + (f" {words}" if words else "")


EL = table("μηδέν ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα δέκα έντεκα δώδεκα δεκατρία δεκατέσσερα δεκαπέντε δεκαέξι "
           "δεκαεπτά δεκαοκτώ δεκαεννέα")
EL_TENS = table("- - είκοσι τριάντα σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα")


def greek(year):
    century, rest = split(year)
    words = below_hundred(rest, EL, EL_TENS, " ")
    return ("του χίλια εννιακόσια" if century == 19 else "του δύο χιλιάδες") + (f" {words}" if words else "")


# The Middle East

TR = table("sıfır bir iki üç dört beş altı yedi sekiz dokuz")
TR_TENS = table("- on yirmi otuz kırk elli altmış yetmiş seksen doksan")


def turkish(year):
    century, rest = split(year)
    words = [TR_TENS[rest // 10]] * (rest > 9) + [TR[rest % 10]] * (rest % 10 > 0)
    return " ".join(["bin dokuz yüz" if century == 19 else "iki bin"] + words)


# In the genitive, as they stand behind عام.
AR = table("- واحد اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة")
AR_TENS = table("- - عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين")


def arabic_below_100(n):
    if n <= 10:
        return AR[n]
    if n < 20:
        return {11: "أحد", 12: "اثني"}.get(n, AR[n - 10]) + " عشر"
    return (f"{AR[n % 10]} و" if n % 10 else "") + AR_TENS[n // 10]


def arabic(year):
    century, rest = split(year)
    return "عام " + ("ألف وتسعمئة" if century == 19 else "ألفين") + (f" و{arabic_below_100(rest)}" if rest else "")


HE = table("- אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר")
HE_TENS = table("- - עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים")


def hebrew(year):
    century, rest = split(year)
    if rest == 0:
        words = ""
    elif rest <= 10:
        words = f" ו{HE[rest]}"
    elif rest < 20:
        words = f" ו{'שתים' if rest == 12 else HE[rest - 10]} עשרה"
    elif rest % 10 == 0:
        words = f" {'ו' if century == 20 else ''}{HE_TENS[rest // 10]}"
    else:
        words = f" {HE_TENS[rest // 10]} ו{HE[rest % 10]}"
    return ("אלף תשע מאות" if century == 19 else "אלפיים") + words


FA = table("- یک دو سه چهار پنج شش هفت هشت نُه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده")
FA_TENS = table("- - بیست سی چهل پنجاه شصت هفتاد هشتاد نود")


def persian(year):
    century, rest = split(year)
    words = [FA[rest]] if 0 < rest < 20 else [FA_TENS[rest // 10]] * (rest > 0) + [FA[rest % 10]] * (rest % 10 > 0)
    return " و ".join(["هزار", {13: "سیصد", 14: "چهارصد"}[century]] + words)


# South and South-East Asia

# Nothing between 1 and 99 is regular.
HI = table("- एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस चौबीस पच्चीस "
           "छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस "
           "चवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ "
           "बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
           "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पंचानवे छियानवे "
           "सत्तानवे अट्ठानवे निन्यानवे")
BN = table("- এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ এগারো বারো তেরো চৌদ্দ পনেরো ষোলো সতেরো আঠারো উনিশ বিশ একুশ বাইশ তেইশ চব্বিশ পঁচিশ "
           "ছাব্বিশ সাতাশ আটাশ উনত্রিশ ত্রিশ একত্রিশ বত্রিশ তেত্রিশ চৌত্রিশ পঁয়ত্রিশ ছত্রিশ সাঁইত্রিশ আটত্রিশ উনচল্লিশ চল্লিশ একচল্লিশ বিয়াল্লিশ "
           "তেতাল্লিশ চুয়াল্লিশ পঁয়তাল্লিশ ছেচল্লিশ সাতচল্লিশ আটচল্লিশ উনপঞ্চাশ পঞ্চাশ একান্ন বায়ান্ন তিপ্পান্ন চুয়ান্ন পঞ্চান্ন ছাপ্পান্ন সাতান্ন "
           "আটান্ন উনষাট ষাট একষট্টি বাষট্টি তেষট্টি চৌষট্টি পঁয়ষট্টি ছেষট্টি সাতষট্টি আটষট্টি উনসত্তর সত্তর একাত্তর বাহাত্তর তিয়াত্তর চুয়াত্তর "
           "পঁচাত্তর ছিয়াত্তর সাতাত্তর আটাত্তর উনআশি আশি একাশি বিরাশি তিরাশি চুরাশি পঁচাশি ছিয়াশি সাতাশি আটাশি উননব্বই নব্বই একানব্বই "
           "বিরানব্বই তিরানব্বই চুরানব্বই পঁচানব্বই ছিয়ানব্বই সাতানব্বই আটানব্বই নিরানব্বই")
assert len(HI) == len(BN) == 100


def hindi(year):
    century, rest = split(year)
    return ("उन्नीस सौ" if century == 19 else "दो हज़ार") + (f" {HI[rest]}" if rest else "")


def bengali(year):
    century, rest = split(year)
    return ("উনিশশো" if century == 19 else "দুই হাজার") + (f" {BN[rest]}" if rest else "")


MALAY = table("- satu dua tiga empat lima enam tujuh delapan sembilan")


def malay(eight):
    ones = [eight if word == "delapan" else word for word in MALAY]

    def words(year):
        century, rest = split(year)
        below = "sepuluh" if rest == 10 else "sebelas" if rest == 11 else f"{ones[rest - 10]} belas" if 11 < rest < 20 else \
            " ".join([f"{ones[rest // 10]} puluh"] * (rest > 9) + [ones[rest % 10]] * (rest % 10 > 0))
        return ("seribu sembilan ratus" if century == 19 else "dua ribu") + (f" {below}" if rest else "")

    return words


VI = table("- một hai ba bốn năm sáu bảy tám chín")


def vietnamese(year):
    century, rest = split(year)
    tens, unit = divmod(rest, 10)
    if rest == 0:
        return "năm hai nghìn"
    if tens == 0:
        words = f"linh {VI[unit]}"
    else:
        last = {0: "", 1: "mốt" if tens > 1 else "một", 5: "lăm", 4: "tư" if tens > 1 else "bốn"}.get(unit, VI[unit])
        words = f"{'mười' if tens == 1 else VI[tens] + ' mươi'} {last}".strip()
    return ("năm một nghìn chín trăm" if century == 19 else "năm hai nghìn không trăm") + f" {words}"


# East Asia

HAN = "〇一二三四五六七八九"


def chinese(zero):
    return lambda year: "".join(HAN[int(digit)] for digit in str(year)).replace("〇", zero) + "年"


def japanese(year):
    century, rest = split(year)
    tens, unit = divmod(rest, 10)
    words = ("" if tens == 0 else "十" if tens == 1 else HAN[tens] + "十") + (HAN[unit] if unit else "")
    return ("千九百" if century == 19 else "二千") + words + "年"


KO = "영일이삼사오육칠팔구"


def korean(year):
    century, rest = split(year)
    tens, unit = divmod(rest, 10)
    words = ("" if tens == 0 else "십" if tens == 1 else KO[tens] + "십") + (KO[unit] if unit else "")
    return ("천구백" if century == 19 else "이천") + words + " 년"


# By the catalog's folder.
# From Bulgarian to Urdu

BG_ORDINALS = table("- първа втора трета четвърта пета шеста седма осма девета десета единадесета дванадесета тринадесета "
                    "четиринадесета петнадесета шестнадесета седемнадесета осемнадесета деветнадесета")
BG_TENS = table("- - двадесет тридесет четиридесет петдесет шестдесет седемдесет осемдесет деветдесет")


def bulgarian(year):
    century, rest = split(year)
    if rest == 0:
        return "двухилядна година"
    if rest < 20 or rest % 10 == 0:
        # Before the last of the words stands "and", wherever that is.
        last = "и " + (BG_ORDINALS[rest] if rest < 20 else BG_TENS[rest // 10] + "а")
    else:
        last = f"{BG_TENS[rest // 10]} и {BG_ORDINALS[rest % 10]}"
    return f"{'хиляда деветстотин' if century == 19 else 'две хиляди'} {last} година"


HR_ORDINALS = table("- prve druge treće četvrte pete šeste sedme osme devete desete jedanaeste dvanaeste trinaeste četrnaeste "
                    "petnaeste šesnaeste sedamnaeste osamnaeste devetnaeste")
HR_TENS = table("- - dvadeset trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset")


def serbo_croatian(thousand, two_thousand, round_year):
    tens_ordinals = [tens + "e" for tens in HR_TENS]
    thousands = {19: f"{thousand} devetsto", 20: two_thousand}
    return lambda year: slavic_ordinal(year, thousands, HR_ORDINALS, HR_TENS, tens_ordinals, round_year, "godine")


SK = table("- jeden dva tri štyri päť šesť sedem osem deväť desať jedenásť dvanásť trinásť štrnásť pätnásť šestnásť sedemnásť "
           "osemnásť devätnásť")
SK_TENS = table("- - dvadsať tridsať štyridsať päťdesiat šesťdesiat sedemdesiat osemdesiat deväťdesiat")


def slovak(year):
    century, rest = split(year)
    words = below_hundred(rest, SK, SK_TENS)
    return f"roku {'tisícdeväťsto' if century == 19 else 'dvetisíc'}{words}"


SL = table("- ena dva tri štiri pet šest sedem osem devet deset enajst dvanajst trinajst štirinajst petnajst šestnajst "
           "sedemnajst osemnajst devetnajst")
SL_TENS = table("- - dvajset trideset štirideset petdeset šestdeset sedemdeset osemdeset devetdeset")


def slovene(year):
    century, rest = split(year)
    words = "" if not rest else SL[rest] if rest < 20 else (f"{SL[rest % 10]}in" if rest % 10 else "") + SL_TENS[rest // 10]
    return f"leta {'tisoč devetsto' if century == 19 else 'dva tisoč'} {words}".strip()


LT_ORDINALS = table("- pirmų antrų trečių ketvirtų penktų šeštų septintų aštuntų devintų dešimtų vienuoliktų dvyliktų tryliktų "
                    "keturioliktų penkioliktų šešioliktų septynioliktų aštuonioliktų devynioliktų")
LT_TENS = table("- - dvidešimt trisdešimt keturiasdešimt penkiasdešimt šešiasdešimt septyniasdešimt aštuoniasdešimt "
                "devyniasdešimt")


def lithuanian(year):
    return slavic_ordinal(
        year, {19: "tūkstantis devyni šimtai", 20: "du tūkstančiai"}, LT_ORDINALS, LT_TENS, [tens + "ų" for tens in LT_TENS],
        "du tūkstantųjų", "metų")


LV_ORDINALS = table("- pirmā otrā trešā ceturtā piektā sestā septītā astotā devītā desmitā vienpadsmitā divpadsmitā "
                    "trīspadsmitā četrpadsmitā piecpadsmitā sešpadsmitā septiņpadsmitā astoņpadsmitā deviņpadsmitā")
LV_TENS = table("- - divdesmit trīsdesmit četrdesmit piecdesmit sešdesmit septiņdesmit astoņdesmit deviņdesmit")


def latvian(year):
    return slavic_ordinal(
        year, {19: "tūkstoš deviņi simti", 20: "divi tūkstoši"}, LV_ORDINALS, LV_TENS, [tens + "ā" for tens in LV_TENS],
        "divtūkstošā", "gada")


ET = table("- üks kaks kolm neli viis kuus seitse kaheksa üheksa kümme")


def estonian(year):
    century, rest = split(year)
    if rest <= 10:
        words = ET[rest] if rest else ""
    elif rest < 20:
        words = ET[rest - 10] + "teist"
    else:
        words = ET[rest // 10] + "kümmend" + (f" {ET[rest % 10]}" if rest % 10 else "")
    return f"{'tuhat üheksasada' if century == 19 else 'kaks tuhat'} {words}".strip()


CA = table("- u dos tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze disset divuit dinou")
CA_TENS = table("- - vint trenta quaranta cinquanta seixanta setanta vuitanta noranta")


def catalan(year):
    century, rest = split(year)
    if rest < 20:
        words = CA[rest] if rest else ""
    else:
        and_one = "-i-" if rest < 30 else "-"
        words = CA_TENS[rest // 10] + (and_one + CA[rest % 10] if rest % 10 else "")
    return f"de {'mil nou-cents' if century == 19 else 'dos mil'} {words}".strip()


FIL = table("- isa dalawa tatlo apat lima anim pito walo siyam sampu labing-isa labindalawa labintatlo labing-apat labinlima "
            "labing-anim labimpito labingwalo labinsiyam")
FIL_TENS = table("- - dalawampu tatlumpu apatnapu limampu animnapu pitumpu walumpu siyamnapu")


def filipino(year):
    century, rest = split(year)
    words = below_hundred(rest, FIL, FIL_TENS, "’t ")
    return ("taong isang libo siyam na raan" if century == 19 else "taong dalawang libo") + (f" at {words}" if words else "")


TH = table("- หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า")


def thai(year):
    century, rest = split(year)
    tens, ones = divmod(rest, 10)
    words = ("" if tens == 0 else "" if tens == 1 else "ยี่" if tens == 2 else TH[tens]) + ("สิบ" if tens else "")
    return f"พุทธศักราชสองพัน{TH[century % 10]}ร้อย{words}" + ("" if ones == 0 else "เอ็ด" if ones == 1 else TH[ones])


UR = table("- ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس اکیس "
           "بائیس تئیس چوبیس پچیس چھبیس ستائیس اٹھائیس انتیس تیس اکتیس بتیس تینتیس چونتیس پینتیس چھتیس سینتیس "
           "اڑتیس انتالیس چالیس اکتالیس بیالیس تینتالیس چوالیس پینتالیس چھیالیس سینتالیس اڑتالیس انچاس پچاس "
           "اکیاون باون ترپن چون پچپن چھپن ستاون اٹھاون انسٹھ ساٹھ اکسٹھ باسٹھ تریسٹھ چونسٹھ پینسٹھ چھیاسٹھ "
           "سڑسٹھ اڑسٹھ انہتر ستر اکہتر بہتر تہتر چوہتر پچہتر چھہتر ستتر اٹھہتر اناسی اسی اکیاسی بیاسی تراسی "
           "چوراسی پچاسی چھیاسی ستاسی اٹھاسی نواسی نوے اکیانوے بانوے ترانوے چورانوے پچانوے چھیانوے ستانوے "
           "اٹھانوے ننانوے")


def urdu(year):
    century, rest = split(year)
    return ("انیس سو" if century == 19 else "دو ہزار") + (f" {UR[rest]}" if rest else "")


LANGUAGES = {
    "ar": arabic, "bn": bengali, "cs-CZ": czech, "da-DK": danish, "de-DE": german, "el-GR": greek, "en-GB": british,
    "en-US": english, "es-419": spanish, "es-ES": spanish, "fa-IR": persian, "fi-FI": finnish, "fr-CA": french,
    "fr-FR": french, "he-IL": hebrew, "hi-IN": hindi, "hu-HU": hungarian, "id-ID": malay("delapan"), "it-IT": italian,
    "ja-JP": japanese, "ko-KR": korean, "ms-MY": malay("lapan"), "nb-NO": norwegian, "nl-NL": dutch, "pl-PL": polish,
    "pt-BR": portuguese("quatorze quinze dezesseis dezessete dezoito dezenove"),
    "pt-PT": portuguese("catorze quinze dezasseis dezassete dezoito dezanove"), "ro-RO": romanian, "ru-RU": russian,
    "sv-SE": swedish, "tr-TR": turkish, "uk-UA": ukrainian, "vi-VN": vietnamese, "yue-Hant-HK": chinese("零"),
    "zh-Hans": chinese("〇"), "zh-Hant-TW": chinese("〇"),
    "bg-BG": bulgarian, "ca-ES": catalan, "et-EE": estonian, "fil-PH": filipino,
    "hr-HR": serbo_croatian("tisuću", "dvije tisuće", "dvijetisućite"), "lt-LT": lithuanian, "lv-LV": latvian, "sk-SK": slovak,
    "sl-SI": slovene, "sr-Latn-RS": serbo_croatian("hiljadu", "dve hiljade", "dvehiljadite"), "th-TH": thai, "ur-PK": urdu,
}


def texts(tag, calendar):
    return {str(year): LANGUAGES[tag](year) for year in YEARS[calendar]}


def write(tag):
    path = PROMPTS / tag / "catalog.json"
    catalog = json.loads(path.read_text(encoding="utf-8"))
    clips = {}
    for family, members in catalog["clips"].items():
        if family != "year":
            clips[family] = members
        if family == "month":
            clips["year"] = texts(tag, catalog.get("calendar", "gregorian"))
    catalog["clips"] = clips
    path.write_text(json.dumps(catalog, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def compare(tag):
    import icu

    calendar = json.loads((PROMPTS / tag / "catalog.json").read_text(encoding="utf-8")).get("calendar", "gregorian")
    rules = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(tag))
    rules.setDefaultRuleSet("%spellout-numbering-year")
    pairs = [(text, rules.format(int(year)).replace("\u00ad", "")) for year, text in texts(tag, calendar).items()]
    others = [pair for pair in pairs if pair[0] != pair[1]]
    print(f"{tag}: {len(others)} of {len(pairs)} otherwise" + (f", such as {others[-1]}" if others else ""))


def main():
    arguments = sys.argv[1:]
    tags = [argument for argument in arguments if not argument.startswith("--")] or list(LANGUAGES)
    for tag in tags:
        compare(tag) if "--compare" in arguments else write(tag)


main()
