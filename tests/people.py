"""Invented columns about people and about other things, in seven languages, each with what it holds."""

# ruff: noqa: E501

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

ROWS = 60
Maker = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Made:
    """A column: its name, its values, and the category that it holds, or none."""

    name: str
    values: tuple[str, ...]
    holds: str | None


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


FIRST = {
    "en": _words(
        "James, Mary, Robert, Patricia, Linda, Michael, Barbara, William, Susan, Karen, Daniel, Nancy, Kevin, Ashley, Brian, Tyrone, Shanice, Keisha, Oluwaseun, Priya, Wei, Mohammed, Fatima, Declan, Siobhan"
    ),
    "de": _words(
        "Hans, Petra, Jürgen, Sabine, Wolfgang, Heike, Uwe, Birgit, Torsten, Anke, Matthias, Anja, Lukas, Leonie, Finn, Mia, Ayşe, Mehmet, Zeynep, Dieter, Gudrun, Horst, Ingeborg, Swetlana"
    ),
    "fr": _words(
        "Jean, Marie, Pierre, Sylvie, Michel, Nathalie, Philippe, Isabelle, Laurent, Céline, Benoît, Aurélie, Thibault, Océane, Mamadou, Aïcha, Karim, Chloé, Hugo, Jean-Luc, Anne-Sophie, Yves"
    ),
    "es": _words(
        "Antonio, María, José, Carmen, Manuel, Ana, Francisco, Lucía, Javier, Marta, Íñigo, Begoña, Alejandro, Rocío, Sergio, Pilar, Ximena, Santiago, Guadalupe, Luis Miguel, María José"
    ),
    "it": _words(
        "Giuseppe, Maria, Giovanni, Anna, Luca, Giulia, Marco, Francesca, Alessandro, Chiara, Stefano, Elena, Matteo, Martina, Gennaro, Concetta, Salvatore, Rosaria, Davide, Ginevra"
    ),
    "pt": _words(
        "João, Maria, António, Ana, José, Catarina, Pedro, Beatriz, Tiago, Inês, Rui, Sofia, Gonçalo, Mariana, Thiago, Larissa, Rafael, Camila, Vinícius, Juliana"
    ),
    "nl": _words(
        "Jan, Johanna, Pieter, Anneke, Willem, Marieke, Sander, Femke, Bram, Lotte, Daan, Sanne, Joost, Saskia, Thijs, Maaike, Kees, Roos, Fatima, Youssef"
    ),
}
LAST = {
    "en": _words(
        "Smith, Johnson, Williams, O'Brien, Taylor, Okafor, Patel, Thompson, McDonald, Wright, Hughes, Foster, Nguyen, Washington, Baker, Hill, Ward, Kowalski, Adebayo, Fitzgerald"
    ),
    "de": _words(
        "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Yılmaz, Zimmermann, Krüger, Lindner, von der Heide, Böhm, Groß, Vogt"
    ),
    "fr": _words(
        "Martin, Bernard, Dubois, Durand, Lefèvre, Moreau, Fournier, Girard, Lambert, Rousseau, Traoré, Benali, de La Tour, Faure, Perrin, Chevalier, Marchand"
    ),
    "es": _words(
        "García López, Fernández Ruiz, González, Rodríguez Pérez, Martínez, Sánchez Gil, Romero, Navarro, Torres Vega, Domínguez, Iglesias, Ortega Muñoz, de la Fuente, Castillo"
    ),
    "it": _words(
        "Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, De Luca, Conti, D'Angelo, Barbieri, Lombardi, Moretti, Di Stefano"
    ),
    "pt": _words(
        "Silva, Santos, Ferreira, Pereira, Oliveira, Costa, Rodrigues, Martins, Gomes, Lopes, dos Santos, Almeida, Ribeiro, Carvalho, Teixeira, Nascimento"
    ),
    "nl": _words(
        "de Jong, Jansen, de Vries, van den Berg, Bakker, van Dijk, Visser, Smit, Meijer, Mulder, de Groot, Bos, Vos, Peters, Hendriks, El Amrani, van der Meer"
    ),
}
CITIES = {
    "en": _words(
        "Springfield, Leeds, Bristol, Portland, Austin, San Jose, Cork, Dunedin, Halifax, Reading, Madison, Jackson, Charlotte, Saint Paul, Florence, Newcastle upon Tyne"
    ),
    "de": _words(
        "München, Köln, Halle (Saale), Freiburg im Breisgau, Bad Homburg, Wien, Graz, Zürich, Augsburg, Lübeck, Rostock, Ulm, Essen"
    ),
    "fr": _words("Lyon, Saint-Étienne, Nantes, Aix-en-Provence, Le Havre, Liège, Tours, Besançon, Nîmes, Genève"),
    "es": _words("Sevilla, Zaragoza, A Coruña, San Sebastián, Guadalajara, Rosario, Córdoba, Santiago, Mérida, León"),
    "it": _words("Torino, Reggio Emilia, L'Aquila, Bari, Catania, Padova, San Giovanni Rotondo, Lecce, Trieste"),
    "pt": _words("Porto, Coimbra, São Paulo, Belo Horizonte, Braga, Évora, Recife, Vila Nova de Gaia, Faro"),
    "nl": _words("Utrecht, 's-Hertogenbosch, Eindhoven, Gent, Groningen, Den Haag, Alphen aan den Rijn, Zwolle"),
}
STREETS: dict[str, Maker] = {
    "en": lambda r: (
        f"{r.randint(1, 9999)} {r.choice(['Harbour', 'Oak', 'N Main', 'Church', 'Martin Luther King', 'W 42nd', 'Old Mill'])} {r.choice(['Street', 'Ave', 'Road', 'Ln', 'Blvd', 'Drive', 'Ct'])}{r.choice(['', '', ', Apt 4B', ' #12'])}"
    ),
    "de": lambda r: (
        f"{r.choice(['Linden', 'Haupt', 'Bahnhof', 'Goethe', 'Schiller'])}{r.choice(['straße', 'str.', 'weg', 'allee', 'platz', 'gasse'])} {r.randint(1, 180)}{r.choice(['', '', 'a', ' b'])}"
    ),
    "fr": lambda r: (
        f"{r.randint(1, 200)}{r.choice(['', '', ' bis'])}{r.choice(['', ','])} {r.choice(['rue', 'avenue', 'boulevard', 'chemin', 'place'])} {r.choice(['des Lilas', 'Victor Hugo', 'de la République', 'du Moulin'])}"
    ),
    "es": lambda r: (
        f"{r.choice(['Calle', 'C/', 'Avda.', 'Plaza', 'Paseo'])} {r.choice(['Mayor', 'de la Constitución', 'San Juan', 'Gran Capitán'])}{r.choice([',', ''])} {r.randint(1, 150)}{r.choice(['', ', 3º B'])}"
    ),
    "it": lambda r: (
        f"{r.choice(['Via', 'Viale', 'Piazza', 'Corso'])} {r.choice(['Garibaldi', 'Giuseppe Verdi', 'della Libertà', 'Roma'])}{r.choice([',', ''])} {r.randint(1, 150)}"
    ),
    "pt": lambda r: (
        f"{r.choice(['Rua', 'Avenida', 'Travessa', 'Praça'])} {r.choice(['do Ouro', 'da Liberdade', 'Augusta', 'Almirante Reis'])}{r.choice([',', ''])} {r.randint(1, 900)}"
    ),
    "nl": lambda r: (
        f"{r.choice(['Kerk', 'Dorps', 'Molen', 'Prins Hendrik'])}{r.choice(['straat', 'laan', 'weg', 'kade', 'plein'])} {r.randint(1, 300)}{r.choice(['', '-2', ' bis', 'A'])}"
    ),
}
POSTCODES: dict[str, Maker] = {
    "en": lambda r: r.choice(
        [
            f"{r.randint(501, 99950):05d}",
            f"SW{r.randint(1, 20)} {r.randint(1, 9)}AB",
            f"{r.randint(10000, 99999)}-{r.randint(1000, 9999)}",
        ]
    ),
    "de": lambda r: f"{r.randint(1067, 99998):05d}",
    "fr": lambda r: f"{r.randint(1000, 95999):05d}",
    "es": lambda r: f"{r.randint(1001, 52999):05d}",
    "it": lambda r: f"{r.randint(10, 98168):05d}",
    "pt": lambda r: f"{r.randint(1000, 9980)}-{r.randint(0, 999):03d}",
    "nl": lambda r: f"{r.randint(1000, 9999)} {r.choice('ABCEGHJ')}{r.choice('ABCEGHJ')}",
}
NAMES: dict[str, dict[str, list[str]]] = {
    "first": {
        "en": _words("first_name, FNAME, usr_fname, GivenName"),
        "de": _words("Vorname, kunde_vorname, Rufname"),
        "fr": _words("prénom, PRENOM, prenom_client"),
        "es": _words("primer_nombre, nombre_de_pila"),
        "it": _words("nome_proprio, NomeDiBattesimo"),
        "pt": _words("primeiro_nome, nome_proprio"),
        "nl": _words("voornaam, Voornaam_Klant"),
    },
    "last": {
        "en": _words("last_name, LNAME, c_lname, surname, familyName"),
        "de": _words("Nachname, familienname, kd_nachname"),
        "fr": _words("nom_de_famille, nom_usuel"),
        "es": _words("apellido, apellidos, PrimerApellido"),
        "it": _words("cognome, COGNOME_CLIENTE"),
        "pt": _words("sobrenome, apelido"),
        "nl": _words("achternaam, Achternaam1"),
    },
    "full": {
        "en": _words("full_name, customer_name, contactName, name, cust_nm"),
        "de": _words("Name, kundenname, Ansprechpartner, kontoinhaber"),
        "fr": _words("nom_complet, nom_prenom, titulaire, nom_client"),
        "es": _words("nombre_completo, nombre_cliente, titular"),
        "it": _words("nominativo, nome_e_cognome, intestatario"),
        "pt": _words("nome_completo, nome_do_cliente"),
        "nl": _words("volledige_naam, naam, klantnaam"),
    },
    "street": {
        "en": _words("street, addr1, address_line_1, shipping_address, AddrLine"),
        "de": _words("Straße, strasse_nr, Anschrift, lieferadresse"),
        "fr": _words("rue, adresse, adresse_livraison"),
        "es": _words("calle, direccion, domicilio, direccion_envio"),
        "it": _words("indirizzo, indirizzo_residenza"),
        "pt": _words("morada, endereço, logradouro"),
        "nl": _words("straat, adres, woonadres"),
    },
    "postcode": {
        "en": _words("zip, ZipCode, zip5, shipping_postcode, postal_cd_raw"),
        "de": _words("PLZ, Postleitzahl, kunde_plz"),
        "fr": _words("code_postal, codePostal"),
        "es": _words("codigo_postal, CodigoPostal"),
        "it": _words("codice_postale"),
        "pt": _words("codigo_postal, cep"),
        "nl": _words("postcode, Postcode_klant"),
    },
    "city": {
        "en": _words("city, Town, billing_city, cust_city"),
        "de": _words("Ort, Wohnort, stadt"),
        "fr": _words("ville, commune"),
        "es": _words("ciudad, localidad, poblacion"),
        "it": _words("città, comune_di_residenza, citta"),
        "pt": _words("cidade, localidade"),
        "nl": _words("woonplaats, plaats"),
    },
    "birth": {
        "en": _words("dob, DateOfBirth, birth_dt, usr_birthdate"),
        "de": _words("Geburtsdatum, gebdat, geburtstag"),
        "fr": _words("date_de_naissance, date_naissance"),
        "es": _words("fecha_nacimiento, FechaDeNacimiento"),
        "it": _words("data_di_nascita, data_nascita"),
        "pt": _words("data_nascimento, dt_nasc"),
        "nl": _words("geboortedatum"),
    },
    "gender": {
        "en": _words("gender, Sex, cust_gender"),
        "de": _words("Geschlecht"),
        "fr": _words("sexe"),
        "es": _words("sexo, género"),
        "it": _words("sesso, genere"),
        "pt": _words("género, sexo"),
        "nl": _words("geslacht"),
    },
    "phone": {
        "en": _words("phone, ph_no, mobileNumber, telno, homephone"),
        "de": _words("Telefon, handynr, tel_nr, Telefon_privat"),
        "fr": _words("téléphone, portable, tel_client"),
        "es": _words("teléfono, movil, telefono_cliente"),
        "it": _words("telefono, cellulare"),
        "pt": _words("telefone, telemóvel"),
        "nl": _words("telefoon, telefoonnummer, mobiel"),
    },
    "email": {
        "en": _words("email, e_mail, emailaddr, customeremail, EMAIL_ADDR"),
        "de": _words("E-Mail-Adresse, mailadresse"),
        "fr": _words("courriel, adresse_email"),
        "es": _words("correo, correo_electronico"),
        "it": _words("indirizzo_email"),
        "pt": _words("e_mail, correio_eletronico"),
        "nl": _words("emailadres, e-mailadres"),
    },
    "marital": {
        "en": _words("marital_status"),
        "de": _words("Familienstand"),
        "fr": _words("situation_familiale"),
        "es": _words("estado_civil"),
        "it": _words("stato_civile"),
        "pt": _words("estado_civil"),
        "nl": _words("burgerlijke_staat"),
    },
    "religion": {
        "en": _words("religion"),
        "de": _words("Konfession, religionszugehoerigkeit"),
        "fr": _words("religion"),
        "es": _words("religión"),
        "it": _words("religione"),
        "pt": _words("religião"),
        "nl": _words("geloof"),
    },
    "nationality": {
        "en": _words("nationality, citizenship"),
        "de": _words("Staatsangehörigkeit, nationalitaet"),
        "fr": _words("nationalité"),
        "es": _words("nacionalidad"),
        "it": _words("cittadinanza, nazionalità"),
        "pt": _words("nacionalidade"),
        "nl": _words("nationaliteit"),
    },
    "job": {
        "en": _words("job_title, Occupation, position_title"),
        "de": _words("Beruf, berufsbezeichnung"),
        "fr": _words("métier, profession, intitule_de_poste"),
        "es": _words("puesto_de_trabajo, profesión"),
        "it": _words("professione, mansione"),
        "pt": _words("profissão, profissao"),
        "nl": _words("functietitel, beroep"),
    },
    "salary": {
        "en": _words("salary, annual_income"),
        "de": _words("Gehalt, bruttogehalt"),
        "fr": _words("salaire_brut, revenu_annuel"),
        "es": _words("sueldo, salario_bruto"),
        "it": _words("stipendio, reddito"),
        "pt": _words("salário, ordenado"),
        "nl": _words("salaris, inkomen"),
    },
    "optin": {
        "en": _words("marketing_opt_in, newsletter"),
        "de": _words("Werbeeinwilligung, newsletter_abonniert"),
        "fr": _words("abonne_newsletter, consentement_marketing"),
        "es": _words("acepta_publicidad"),
        "it": _words("consenso_marketing"),
        "pt": _words("consentimento_marketing"),
        "nl": _words("nieuwsbrief"),
    },
}
VOCABULARY = {
    "gender": {
        "en": "male,female,non-binary",
        "de": "männlich,weiblich,divers",
        "fr": "homme,femme",
        "es": "hombre,mujer",
        "it": "maschio,femmina",
        "pt": "masculino,feminino",
        "nl": "man,vrouw",
    },
    "marital": {
        "en": "single,married,divorced,widowed",
        "de": "ledig,verheiratet,geschieden,verwitwet",
        "fr": "célibataire,marié,divorcée,pacsé",
        "es": "soltera,casado,divorciado,viuda",
        "it": "celibe,nubile,coniugata,vedovo",
        "pt": "solteiro,casada,divorciado,viúva",
        "nl": "ongehuwd,gehuwd,gescheiden,weduwe",
    },
    "religion": {
        "en": "Catholic,Muslim,Hindu,Buddhist,Jewish",
        "de": "evangelisch,katholisch,muslimisch,konfessionslos",
        "fr": "catholique,musulmane,juif,protestante",
        "es": "católica,evangélico,musulmán,atea",
        "it": "cattolica,musulmano,ebrea,ateo",
        "pt": "católico,evangélica,espírita,ateu",
        "nl": "katholiek,protestants,islamitisch,joods",
    },
    "nationality": {
        "en": "British,Irish,Polish,Indian",
        "de": "deutsch,türkisch,polnisch,syrisch",
        "fr": "française,marocaine,portugaise",
        "es": "española,rumana,ecuatoriano",
        "it": "italiana,rumena,albanese",
        "pt": "portuguesa,brasileira,angolana",
        "nl": "Nederlandse,Turkse,Poolse",
    },
    "job": {
        "en": "Nurse,Software Engineer,Accountant,Bus Driver",
        "de": "Krankenpfleger,Buchhalterin,Elektriker",
        "fr": "infirmière,comptable,ingénieur",
        "es": "enfermera,ingeniero,camarero",
        "it": "infermiera,ingegnere,operaio",
        "pt": "enfermeira,engenheiro,motorista",
        "nl": "verpleegkundige,docent,monteur",
    },
    "optin": {
        "en": "true,false",
        "de": "ja,nein",
        "fr": "oui,non",
        "es": "sí,no",
        "it": "si,no",
        "pt": "sim,não",
        "nl": "ja,nee",
    },
}
CATEGORIES = {
    "first": "identity.name", "last": "identity.name", "full": "identity.name", "street": "contact.postal_address", "postcode": "contact.postal_address", "city": "location.city",
    "birth": "identity.date_of_birth", "gender": "identity.gender", "phone": "contact.phone", "email": "contact.email", "marital": "identity.marital_status", "religion": "special.religion",
    "nationality": "identity.nationality", "job": "work.job_title", "salary": "work.salary", "optin": "preferences.marketing",
}  # fmt: skip
DIALS = {
    "en": "+44 20 7946 0{:03d}",
    "de": "+49 30 901820{:03d}",
    "fr": "+33 1 40 20 5{:d} 12",
    "es": "+34 915 555 {:03d}",
    "it": "+39 06 6982 0{:03d}",
    "pt": "+351 213 460 {:03d}",
    "nl": "+31 20 555 0{:03d}",
}
UNTOLD = ("col3", "f7", "x", "wert", "campo2", "v_11", "attr_b")


def _full(lang: str) -> list[Maker]:
    def first(rng: Random) -> str:
        return rng.choice(FIRST[lang])

    def last(rng: Random) -> str:
        return rng.choice(LAST[lang])

    return [
        lambda r: f"{first(r)} {last(r)}",
        lambda r: f"{last(r)}, {first(r)}",
        lambda r: f"{first(r)} {last(r)}".upper(),
        lambda r: f"{first(r)} {r.choice('ABCDEGHJKLMRST')}. {last(r)}",
        lambda r: f"{last(r)} {first(r)}",
    ]


def _makers(kind: str, lang: str) -> list[Maker]:
    if kind in VOCABULARY:
        words = VOCABULARY[kind][lang].split(",")
        return [lambda r: r.choice(words)]
    single: dict[str, list[Maker]] = {
        "first": [lambda r: r.choice(FIRST[lang])],
        "last": [lambda r: r.choice(LAST[lang])],
        "full": _full(lang),
        "street": [STREETS[lang]],
        "postcode": [POSTCODES[lang]],
        "city": [lambda r: r.choice(CITIES[lang])],
        "birth": [lambda r: f"{r.randint(1940, 2005)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}", lambda r: f"{r.randint(1, 28):02d}.{r.randint(1, 12):02d}.{r.randint(1940, 2005)}"],
        "phone": [lambda r: DIALS[lang].format(r.randint(0, 9 if lang == "fr" else 999))],
        "email": [lambda r: f"user{r.randint(1, 9999)}@example.{r.choice(['com', 'org', 'net'])}"],
        "salary": [lambda r: str(r.randint(18000, 140000)), lambda r: f"{r.randint(1800, 9000)},{r.randint(10, 99)}"],
    }  # fmt: skip
    return single[kind]


def about_people(seed: int) -> Iterator[Made]:
    """Columns about people whose names say so, and columns of names and addresses whose names say nothing."""
    rng = Random(seed)
    for kind, by_lang in NAMES.items():
        for lang, names in by_lang.items():
            for name, maker in zip(names, itertools.cycle(_makers(kind, lang)), strict=False):
                yield Made(name, tuple(maker(rng) for _ in range(ROWS)), CATEGORIES[kind])
    untold = itertools.cycle(UNTOLD)
    for kind in ("full", "first", "street"):
        for lang in FIRST:
            for maker in _makers(kind, lang):
                yield Made(next(untold), tuple(maker(rng) for _ in range(ROWS)), CATEGORIES[kind])


def _of(text: str) -> Maker:
    words = _words(text)
    return lambda r: r.choice(words)


THINGS: dict[str, Sequence[tuple[str, Maker]]] = {
    "words": [
        ("hostname", _of("web01, db-master, cache3.internal, mail, worker-17, edge.lon.example")),
        ("filename", _of("report.pdf, notes.txt, IMG_0012.jpg, setup.exe, archive.zip")),
        ("product_name", _of("Desk Lamp Oslo, Chair Emma, Sofa Victoria, Table Martin, Shelf Billy, Rug Anna, Lamp Otto")),
        ("table_name", _of("users, orders, order_items, customers, addresses, email_log")),
        ("image", _of("nginx:1.25, postgres:16, redis:7-alpine, python:3.12-slim")),
        ("stage", _of("prod, staging, dev, test, qa")),
        ("usage", _of("high, low, medium, idle")),
        ("package", _of("numpy, pandas, requests, left-pad, lodash, rustls")),
        ("message_id", _of("a81f-2, b72e-9, c99d-1, d4c0-4")),
        ("address_family", _of("inet, inet6, unix, packet")),
        ("page", _of("home, pricing, checkout, about, contact")),
        ("status", _of("active, inactive, pending, closed, open")),
        ("country", _of("Norway, Germany, France, Spain, Italy, Jordan, Chad, Georgia, India, Israel")),
        ("month", _of("January, February, March, April, May, June, July, August, September")),
        ("dept", _of("Sales, Engineering, Human Resources, Legal, Finance, Marketing")),
        ("company", _of("Morgan Stanley, John Deere, Martin Guitar Co, Otto GmbH, Ben & Jerry Ltd, Albert Heijn BV, Carlos Pizza SL")),
        ("customer", _of("Fjord Telecom AS, Lindner Bäckerei GmbH, Oak Street Dental, Redstone Foods Inc, Nordlys Energi, Blue Harbor Coffee")),
        ("name", _of("Timers, HTTP client, Invoice export, Night mode, Dark theme, Backup job")),
        ("name", _of("Desk lamp, Office chair, USB cable, Laser printer, Monitor stand")),
        ("owner", _of("platform-team, data-eng, sre, billing-squad, security")),
        ("label", _of("bug, feature, docs, chore, refactor")),
        ("species", _of("Parus major, Turdus merula, Passer domesticus, Sturnus vulgaris")),
        ("colour", _of("red, blue, green, amber, violet, olive, ivory, scarlet")),
        ("language", _of("English, German, French, Spanish, Italian, Portuguese, Dutch")),
        ("currency", _of("EUR, USD, GBP, CHF, BRL, SEK")),
        ("browser_family", _of("Chrome, Firefox, Safari, Edge, Opera")),
        ("category", _of("Books, Garden, Toys, Electronics, Clothing")),
        ("col3", _of("Paris, London, Austin, Madison, Charlotte, Florence, Oslo, Lyon, Porto, Denver, Bern, Turin, Graz, Cork")),
        ("col3", _of("Alabama, Alaska, Georgia, Virginia, Carolina, Texas, Ohio, Utah, Montana, Nevada, Oregon, Maine")),
        ("col3", _of("Norway, Germany, Jordan, Chad, Georgia, Israel, Spain, Cuba, Peru, Kenya, Japan, Mali")),
        ("col3", _of("Acme Industries, Martin Holdings, Lambert Logistics, Victor Technologies, Garcia Foods, Rose Partners, Taylor Services")),
        ("x", _of("Laser printer, Office chair, Gaming laptop, USB cable, Monitor stand, Wireless mouse, Standing desk")),
        ("x", _of("monday, tuesday, wednesday, thursday, friday, saturday, sunday")),
        ("f7", _of("The Silent Harbour, A Winter in Graz, Notes on Glass, Under the Bridge, Last Train North, Salt and Iron")),
        ("f7", _of("Lincoln Elementary School, Washington High School, Roosevelt Middle School, St. Mary College, Franklin Academy")),
        ("wert", _of("Hauptstraße, Lindenweg, Goetheplatz, Am Markt, Bahnhofstraße, Schillerallee")),
        ("wert", _of("offen, geschlossen, in Arbeit, erledigt, storniert")),
        ("attr_b", _of("small, medium, large, extra large, one size")),
        ("attr_b", _of("add, remove, update, delete, insert, merge")),
        ("v_11", _of("Manchester United, Real Madrid, Bayern München, Ajax, Juventus, FC Porto, Olympique Lyonnais")),
        ("v_11", _of("Jazz, Rock, Hip Hop, Classical, Country, Electronic, Folk")),
        ("title", _of("The Old Harbour, Summer Sale, Release Notes, Getting Started, Known Issues")),
        ("element", _of("Hydrogen, Helium, Neon, Argon, Xenon, Carbon, Iron")),
        ("event", _of("click, scroll, submit, page_view, login, logout")),
        ("model", _of("gpt-small, resnet50, xgboost, linear, random forest")),
        ("unit", _of("m, f, kg, cm, l, h")),
        ("grade", _of("A, B, C, D, F, A+, B-")),
        ("state", _of("running, stopped, failed, queued, paused")),
        ("method", _of("GET, POST, PUT, DELETE, PATCH")),
        ("reason", _of("timeout, refused, reset by peer, no route, bad gateway")),
        ("template_name", _of("welcome, invoice, reminder, password reset, receipt")),
        ("campaign", _of("Spring Sale, Black Friday, Back to School, Emma Winter, Hugo Launch")),
        ("col3", _of("Jackson, Lee, Madison, Clay, Marion, Wayne, Clinton, Warren, Douglas, Scott, Grant, Perry, Logan, Carroll, Jefferson, Monroe, Washington, Franklin, Lincoln, Montgomery, Marshall, Adams, Orange, Cook, Polk, Union, Greene, Hancock, Henry, Lake, Boone")),
        ("name", _of("Jackson, Lee, Madison, Clay, Marion, Wayne, Clinton, Warren, Douglas, Scott, Grant, Perry, Logan, Carroll, Jefferson, Monroe, Washington, Franklin, Lincoln, Montgomery, Marshall, Adams, Orange, Cook, Polk, Union, Greene, Hancock, Henry, Lake, Boone")),
        ("col3", _of("Focus, Fiesta, Mondeo, Corsa, Golf, Polo, Clio, Megane, Zoe, Octavia, Fabia, Leon, Ibiza, Astra, Passat, Yaris")),
        ("name", _of("Focus, Fiesta, Mondeo, Corsa, Golf, Polo, Clio, Megane, Zoe, Octavia, Fabia, Leon, Ibiza, Astra, Passat, Yaris")),
        ("col3", _of("Wells Fargo, JPMorgan Chase, Johnson & Johnson, Eli Lilly, Charles Schwab, Goldman Sachs, Morgan Stanley, Estee Lauder, Ralph Lauren, Harley Davidson, Mary Kay, Henry Schein, Intel, Apple, Exxon Mobil, Ford Motor, General Electric, Pfizer, Walt Disney, Home Depot, Procter & Gamble")),
        ("name", _of("Wells Fargo, JPMorgan Chase, Johnson & Johnson, Eli Lilly, Charles Schwab, Goldman Sachs, Morgan Stanley, Estee Lauder, Ralph Lauren, Harley Davidson, Mary Kay, Henry Schein, Intel, Apple, Exxon Mobil, Ford Motor, General Electric, Pfizer, Walt Disney, Home Depot, Procter & Gamble")),
        ("col3", _of("Müller Milch, Hugo Boss, Adidas, Henkel, Siemens, Robert Bosch, Daimler, Heinrich Bauer, Otto Versand, Axel Springer, Carl Zeiss, Bertelsmann, BASF, Lidl, Aldi Nord")),
        ("name", _of("Müller Milch, Hugo Boss, Adidas, Henkel, Siemens, Robert Bosch, Daimler, Heinrich Bauer, Otto Versand, Axel Springer, Carl Zeiss, Bertelsmann, BASF, Lidl, Aldi Nord")),
        ("col3", _of("Rosa canina, Iris germanica, Veronica persica, Viola odorata, Quercus robur, Fagus sylvatica, Acer campestre, Salix alba, Betula pendula, Daphne mezereum")),
        ("name", _of("Rosa canina, Iris germanica, Veronica persica, Viola odorata, Quercus robur, Fagus sylvatica, Acer campestre, Salix alba, Betula pendula, Daphne mezereum")),
        ("col3", _of("Django, Flask, Ruby, Rails, Ada, Julia, Haskell, Pascal, Elm, Dart, Kotlin, Crystal, Scala, Python, Java, Go, Rust")),
        ("name", _of("Django, Flask, Ruby, Rails, Ada, Julia, Haskell, Pascal, Elm, Dart, Kotlin, Crystal, Scala, Python, Java, Go, Rust")),
        ("col3", _of("Martin Luther King Jr Blvd, Jackson Ave, St Charles Avenue, Rue Victor Hugo, Main St, Elm Street, King Road, Maple Drive")),
        ("name", _of("Martin Luther King Jr Blvd, Jackson Ave, St Charles Avenue, Rue Victor Hugo, Main St, Elm Street, King Road, Maple Drive")),
        ("col3", _of("Maple, Elm, Oak, Washington, Jefferson, Madison, Lincoln, Park, Main, Church, Franklin, Adams, Walnut, Chestnut, Spring, Center")),
        ("name", _of("Maple, Elm, Oak, Washington, Jefferson, Madison, Lincoln, Park, Main, Church, Franklin, Adams, Walnut, Chestnut, Spring, Center")),
        ("col3", _of("John F Kennedy International, Charles de Gaulle, Schiphol, Heathrow, OHare, Adolfo Suarez Madrid, Frankfurt Main, Leonardo da Vinci")),
        ("name", _of("John F Kennedy International, Charles de Gaulle, Schiphol, Heathrow, OHare, Adolfo Suarez Madrid, Frankfurt Main, Leonardo da Vinci")),
        ("col3", _of("San Antonio, Santa Rosa, Saint Louis, San Diego, Fort Wayne, Charlotte, Jackson, Austin, Madison, Lincoln, Eugene, Bethany, Aurora, Savannah, Henderson, Irving, Garland, Reno, Paris, Florence, Victoria, Lorraine")),
        ("name", _of("San Antonio, Santa Rosa, Saint Louis, San Diego, Fort Wayne, Charlotte, Jackson, Austin, Madison, Lincoln, Eugene, Bethany, Aurora, Savannah, Henderson, Irving, Garland, Reno, Paris, Florence, Victoria, Lorraine")),
        ("col3", _of("The Beatles, Daft Punk, Radiohead, Nirvana, Metallica, Queen, Abba, Genesis, Blur, Oasis, Alice in Chains")),
        ("name", _of("The Beatles, Daft Punk, Radiohead, Nirvana, Metallica, Queen, Abba, Genesis, Blur, Oasis, Alice in Chains")),
        ("col3", _of("Will retry, Can proceed, Art approved, May ship, Mark done, Bill sent, Page sent, Grant access, Chase payment")),
        ("name", _of("Will retry, Can proceed, Art approved, May ship, Mark done, Bill sent, Page sent, Grant access, Chase payment")),
        ("col3", _of("Admin, Editor, Viewer, Owner, Guest, Manager, Analyst, Developer")),
        ("name", _of("Admin, Editor, Viewer, Owner, Guest, Manager, Analyst, Developer")),
        ("col3", _of("Math, Biology, Art, Physics, History, Geography, Music, French, Latin")),
        ("name", _of("Math, Biology, Art, Physics, History, Geography, Music, French, Latin")),
        ("col3", _of("urgent, vip, new, follow up, hot, cold lead, won, lost")),
        ("name", _of("urgent, vip, new, follow up, hot, cold lead, won, lost")),
        ("col3", _of("Paragraph, Table, Figure, Section, List, Code, Quote")),
        ("name", _of("Paragraph, Table, Figure, Section, List, Code, Quote")),
        ("col3", _of("Ufficio Acquisti, Direzione, Magazzino, Segreteria")),
        ("name", _of("Ufficio Acquisti, Direzione, Magazzino, Segreteria")),
        ("col3", _of("Yosemite, Joshua Tree, Zion, Bryce Canyon, Glacier, Denali, Acadia")),
        ("name", _of("Yosemite, Joshua Tree, Zion, Bryce Canyon, Glacier, Denali, Acadia")),
    ],
    "numbers": [
        ("ip_address_count", lambda r: str(r.randint(1, 400))),
        ("zip_ratio", lambda r: f"{r.random():.3f}"),
        ("page_age", lambda r: str(r.randint(1, 90))),
        ("cache_age", lambda r: str(r.randint(1, 90))),
        ("max_age", lambda r: str(r.randint(1, 90))),
        ("email_count", lambda r: str(r.randint(1, 90))),
        ("phone_calls", lambda r: str(r.randint(1, 90))),
        ("order_number", lambda r: str(r.randint(10**9, 10**10))),
        ("quantity", lambda r: str(r.randint(1, 90))),
        ("port", lambda r: str(r.randint(1024, 65535))),
        ("price", lambda r: f"{r.uniform(1, 900):.2f}"),
        ("amount", lambda r: f"{r.uniform(1, 900):.2f}"),
        ("birthday_discount", lambda r: f"{r.randint(1, 30)} %"),
        ("name_length", lambda r: str(r.randint(1, 30))),
        ("address_id", lambda r: str(r.randint(1, 10**6))),
        ("city_id", lambda r: str(r.randint(1, 10**6))),
        ("gender_ratio", lambda r: f"{r.random():.3f}"),
        ("job_id", lambda r: str(r.randint(1, 10**6))),
        ("religion_id", lambda r: str(r.randint(1, 10**6))),
        ("degree", lambda r: str(r.randint(0, 359))),
        ("created_at", lambda r: f"2018-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"),
        ("model_year", lambda r: str(r.randint(1980, 2020))),
        ("version", lambda r: f"{r.randint(0, 9)}.{r.randint(0, 9)}.{r.randint(0, 99)}"),
        ("sha", lambda r: f"{r.getrandbits(160):040x}"),
        ("memory_address", lambda r: f"0x{r.getrandbits(48):012x}"),
        ("sku", lambda r: f"{r.choice('ABCDEF')}{r.choice('GHJKLM')}-{r.randint(1000, 9999)}"),
        ("col3", lambda r: f"{r.choice('ABCDEF')}{r.choice('GHJKLM')}-{r.randint(1000, 9999)}"),
        ("col3", lambda r: str(r.randint(10000, 99999))),
        ("x", lambda r: f"{r.randint(1, 12)} x {r.randint(1, 90)} mm steel bolt"),
        ("f7", lambda r: f"Room {r.randint(100, 400)}"),
        ("f7", lambda r: f"{r.randint(1, 99)} units in stock at hall {r.randint(1, 9)}"),
        ("wert", lambda r: f"Kapitel {r.randint(1, 40)}"),
    ],
}  # fmt: skip


def about_things(seed: int) -> Iterator[Made]:
    """Columns that hold nothing about people."""
    rng = Random(seed)
    for kinds in THINGS.values():
        for name, maker in kinds:
            yield Made(name, tuple(maker(rng) for _ in range(ROWS)), None)
